import { ToolParameters } from '@millrace/api';
import { describe, expect, it } from 'vitest';
import { ProductCatalog } from '../../src/product/product-catalog.js';
import { shippedLookupTool } from '../support/lookup-tool.js';
import { readShippedReviews } from '../support/shipped-data.js';

const tool = shippedLookupTool();

describe('LookupProductTool', () => {
  it('knows every product of the shipped reviews', async () => {
    const products = [...new Set(readShippedReviews().map(({ product }) => product))];
    const responses = await Promise.all(products.map((product) => tool.call(new ToolParameters({ product }))));

    expect(responses.filter(({ isSuccess }) => !isSuccess)).toEqual([]);
  });

  it('tells name, category, price and aspects', async () => {
    const { result } = await tool.call(new ToolParameters({ product: 'brook-steel-bottle' }));

    expect(result).toMatchObject({
      id: 'brook-steel-bottle',
      name: 'Brook 0.7 l steel bottle',
      category: 'outdoor',
      priceEur: 29,
    });
    expect(result).toHaveProperty('aspects', expect.arrayContaining(['leak', 'insulation', 'shipping']));
  });

  it('tells the model what is wrong instead of failing', async () => {
    const unknown = await tool.call(new ToolParameters({ product: 'constructor' }));
    const missing = await tool.call(new ToolParameters({}));

    expect(unknown.error).toBe('The catalog has no product "constructor".');
    expect(missing.error).toBe('The argument "product" must be the id of a product.');
  });
});

describe('ProductCatalog', () => {
  it('refuses a file that is not a list of products, and names the place', () => {
    expect(() => ProductCatalog.parse('[{"id":"a","name":"A","category":"x","priceEur":"9"}]')).toThrow(
      expect.objectContaining({ path: 'products[0].priceEur' }),
    );
    expect(() => ProductCatalog.parse('{')).toThrow(SyntaxError);
  });
});
