import { readFileSync } from 'node:fs';
import { LookupProductTool } from '../../src/product/lookup-product-tool.js';
import { ProductCatalog } from '../../src/product/product-catalog.js';
import { shippedFile } from './shipped-data.js';

/** The tool over the shipped catalog. */
export function shippedLookupTool(): LookupProductTool {
  return new LookupProductTool(ProductCatalog.parse(readFileSync(shippedFile('products.json'), 'utf8')));
}
