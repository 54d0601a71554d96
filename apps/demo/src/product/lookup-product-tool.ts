import { Tool, ToolMetadata, type ToolParameters, ToolResponse, type ToolType } from '@millrace/api';
import type { ProductCatalog } from './product-catalog.js';

/** Lets the model ask what kind of product a review is about. */
export class LookupProductTool extends Tool {
  override readonly toolType: ToolType = 'function';
  readonly #catalog: ProductCatalog;

  constructor(catalog: ProductCatalog) {
    super(
      new ToolMetadata({
        name: 'lookup_product',
        description: 'Tells name, category and price of a product, and the aspects people care about.',
        inputSchema: {
          type: 'object',
          properties: { product: { type: 'string', description: 'Id of the product, as the review names it.' } },
          required: ['product'],
          additionalProperties: false,
        },
      }),
    );
    this.#catalog = catalog;
  }

  /** Never rejects: that a product is unknown is for the model to hear. */
  override async call(parameters: ToolParameters): Promise<ToolResponse> {
    const id = parameters.get('product');
    if (typeof id !== 'string')
      return ToolResponse.error('The argument "product" must be the id of a product.', { toolName: this.name });
    const product = this.#catalog.get(id);
    return product === undefined
      ? ToolResponse.error(`The catalog has no product ${JSON.stringify(id)}.`, { toolName: this.name })
      : ToolResponse.success(product, { toolName: this.name });
  }
}
