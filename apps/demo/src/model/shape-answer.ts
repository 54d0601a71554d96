import { type JsonObject, type JsonSchema, type JsonValue, UnsupportedError } from '@millrace/api';
import type { ReviewAnalysis } from '../review/review-analysis.js';

/**
 * Brings an analysis into the form a schema asks for: only the members it names, the score on its scale, aspects as names where it wants strings, lists no longer
 * than it allows.
 *
 * @throws UnsupportedError `OUTPUT_SCHEMA_UNSUPPORTED` when the schema requires something the embedded model does not know.
 */
export function shapeAnswer(analysis: ReviewAnalysis, schema: JsonSchema | undefined): JsonObject {
  const full: JsonObject = {
    score: analysis.score,
    label: analysis.label,
    reasons: [...analysis.reasons],
    aspects: analysis.aspects.map(({ name, sentiment }) => ({ name, sentiment })),
  };
  if (schema === undefined) return full;
  refuseUnknown(schema, full);
  const properties = membersOf(schema['properties']);
  if (properties === undefined) return full;
  const known = Object.entries(properties).filter(([name]) => Object.hasOwn(full, name));
  return Object.fromEntries(
    known.map(([name, wanted]) => [name, shapeMember(name, full[name] ?? null, membersOf(wanted) ?? {})]),
  );
}

function refuseUnknown(schema: JsonSchema, known: JsonObject): void {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const missing = required.find((name) => typeof name !== 'string' || !Object.hasOwn(known, name));
  if (missing !== undefined) {
    throw new UnsupportedError(
      'OUTPUT_SCHEMA_UNSUPPORTED',
      `The embedded model cannot answer ${JSON.stringify(missing)}.`,
      {
        path: `outputSchema.properties.${String(missing)}`,
        hint: `It knows ${Object.keys(known).join(', ')}; use a larger model for anything else.`,
      },
    );
  }
}

function shapeMember(name: string, value: JsonValue, wanted: JsonObject): JsonValue {
  if (typeof value === 'number') return onScale(value, wanted);
  if (!Array.isArray(value)) return value;
  const ofStrings = membersOf(wanted['items'])?.['type'] === 'string';
  const items = name === 'aspects' && ofStrings ? value.map((aspect) => membersOf(aspect)?.['name'] ?? null) : value;
  const lengthMax = wanted['maxItems'];
  return typeof lengthMax === 'number' ? items.slice(0, lengthMax) : items;
}

/** From the scale -1 to 1 to that of the schema. */
function onScale(score: number, { minimum, maximum, type }: JsonObject): number {
  const scaled =
    typeof minimum === 'number' && typeof maximum === 'number'
      ? minimum + ((score + 1) / 2) * (maximum - minimum)
      : score;
  return type === 'integer' ? Math.round(scaled) : Math.round(scaled * 1000) / 1000;
}

function membersOf(value: unknown): JsonObject | undefined {
  // Schemas are JSON, so an object in one is a JSON object.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}
