import { listOf, MemberReader, readName, readNumber } from '@millrace/api';

/** What is known of a product. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly priceEur: number;
  /** What people care about, as one word each. */
  readonly aspects: readonly string[];
}

/** Products by id. */
export class ProductCatalog {
  readonly #products: ReadonlyMap<string, Product>;

  constructor(products: readonly Product[]) {
    this.#products = new Map(products.map((product) => [product.id, product]));
  }

  /** Reads the text of a catalog file, a JSON list of products. @throws InvalidValueError `ATTRIBUTE_INVALID`, SyntaxError */
  static parse(text: string): ProductCatalog {
    return new ProductCatalog(listOf(readProduct)(JSON.parse(text), 'products'));
  }

  get size(): number {
    return this.#products.size;
  }

  get(id: string): Product | undefined {
    return this.#products.get(id);
  }
}

function readProduct(value: unknown, path: string): Product {
  const members = new MemberReader(value, path);
  return {
    id: members.required('id', readName),
    name: members.required('name', readName),
    category: members.required('category', readName),
    priceEur: members.required('priceEur', readNumber),
    aspects: members.optional('aspects', listOf(readName)) ?? [],
  };
}
