import { MillraceError } from '@millrace/api';
import { Packr } from 'msgpackr';
import type { CommitCounts, JournalRecord, RecordedOutcome, RunHeader } from './action-state.js';

/** Version of the layout of records; every record begins with it. A record of another version is refused. */
export const actionStateFormat = 2;

type Kind = JournalRecord['kind'];
type FieldOf<K extends Kind> = Exclude<keyof Extract<JournalRecord, { readonly kind: K }>, 'kind'>;
type Fields = { [F in { [K in Kind]: FieldOf<K> }[Kind]]?: unknown };

const ofRun = ['run', 'header'] as const;
const ofInvocation = [...ofRun, 'invocation'] as const;
const ofCall = [...ofInvocation, 'position', 'callId', 'argsDigest', 'startedAt'] as const;

/** The order in which a record of a kind is stored, behind format and kind. Names would take more room than what they name. */
const layouts: { readonly [K in Kind]: readonly FieldOf<K>[] } = {
  input: ['sourceId', 'position', 'value', 'timestamp'],
  'call-pending': ofCall,
  'call-settled': [...ofCall, 'hasIntent', 'outcome'],
  'calls-truncated': [...ofInvocation, 'fromPosition'],
  'attempt-failed': [...ofInvocation, 'failedAttempts', 'dropped'],
  completed: [...ofInvocation, 'shortTerm', 'sensory', 'readPaths', 'events'],
  abandoned: [...ofRun, 'letter'],
  'runs-invalidated': ofRun,
};

const packr = new Packr({ useRecords: false, variableMapSize: true });

/** Records as bytes and back. The one encoding for all stores. */
export function encodeRecord(record: JournalRecord): Uint8Array {
  const fields: Fields = record;
  const stored: unknown[] = [actionStateFormat, record.kind];
  for (const field of layouts[record.kind]) {
    stored.push(toStored(field, fields[field]));
  }
  return packr.pack(stored);
}

/** @throws MillraceError `ACTION_STATE_UNREADABLE` */
export function decodeRecord(bytes: Uint8Array): JournalRecord {
  try {
    return fromStored(packr.unpack(bytes)) as JournalRecord;
  } catch (cause) {
    throw new MillraceError('ACTION_STATE_UNREADABLE', 'A journal record passed its checksum and cannot be decoded.', {
      cause,
      hint: 'Was it written by another version?',
    });
  }
}

function fromStored(stored: unknown): unknown {
  const [format, kind, ...values] = Array.isArray(stored) ? stored : [];
  if (format !== actionStateFormat || !isKind(kind)) {
    throw new TypeError(`It is not of format ${actionStateFormat}.`);
  }
  const record: Fields & { readonly kind: Kind } = { kind };
  for (const [index, field] of layouts[kind].entries()) {
    record[field] = toMember(field, values[index]);
  }
  return record;
}

/** What a member is stored as: small objects, too, by position. */
function toStored(field: keyof Fields, member: unknown): unknown {
  switch (field) {
    case 'header':
      return member === undefined ? undefined : headerFields(member as RunHeader);
    case 'startedAt': {
      const { shortTerm, sensory } = member as CommitCounts;
      return [shortTerm, sensory];
    }
    case 'outcome': {
      const outcome = member as RecordedOutcome;
      return 'error' in outcome ? [outcome.error, true] : [outcome.value];
    }
    default:
      return member;
  }
}

/** The inverse of {@link toStored}. */
function toMember(field: keyof Fields, stored: unknown): unknown {
  if (!Array.isArray(stored)) {
    return stored;
  }
  switch (field) {
    case 'header': {
      const [sourceId, position, inputDigest, startedAtMs] = stored;
      return { sourceId, position, inputDigest, startedAtMs };
    }
    case 'startedAt': {
      const [shortTerm, sensory] = stored;
      return { shortTerm, sensory };
    }
    case 'outcome': {
      const [text, hasFailed] = stored;
      return hasFailed === true ? { error: text } : { value: text };
    }
    default:
      return stored;
  }
}

function headerFields({ sourceId, position, inputDigest, startedAtMs }: RunHeader): readonly unknown[] {
  return [sourceId, position, inputDigest, startedAtMs];
}

function isKind(kind: unknown): kind is Kind {
  return typeof kind === 'string' && Object.hasOwn(layouts, kind);
}
