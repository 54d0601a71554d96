import { type FileHandle, open } from 'node:fs/promises';
import { formatUnknown } from './checkpoint-manifest-record.js';
import { CheckpointStoreError, corrupt } from './checkpoint-store-error.js';

/** Where things are in a meta page of LMDB's data format 2, on machines with 64 bits, little endian. */
const metaPage = { magic: 24, version: 28, pageSize: 48, lastPage: 144, transaction: 152, bytes: 168 };
const magic = 0xbeefc0de;
const dataVersion = 2;
const mostFileBytes = 2 ** 44;

/** One of the two meta pages, which commits write in turn. */
interface MetaPage {
  readonly pageSize: number;
  readonly lastPage: number;
  readonly transaction: number;
}

/**
 * Refuses a file that LMDB cannot open, or whose meta pages were not written in turn. LMDB checks the better part of this itself, but the binding that is used ends the process when the check
 * fails instead of telling.
 *
 * A file that has lost its end gets zeros there, because reading behind the end of a mapped file ends the process, too; zeros are recognised as damage. A sound file may lack pages that are not
 * in use.
 *
 * @throws CheckpointStoreError `CHECKPOINT_CORRUPT`, `CHECKPOINT_FORMAT_UNKNOWN`
 */
export async function checkLmdbFileHeader(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const even = await readMetaPage(file, 0, path);
    if (even.pageSize < 512 || even.pageSize > 65536 || (even.pageSize & (even.pageSize - 1)) !== 0) {
      throw damaged(path);
    }
    const odd = await readMetaPage(file, even.pageSize, path);
    const inTurn =
      even.transaction % 2 === 0 && odd.transaction % 2 === 1 && Math.abs(even.transaction - odd.transaction) === 1;
    if (odd.pageSize !== even.pageSize || !inTurn) {
      throw damaged(path);
    }
    await restoreLength(file, (Math.max(even.lastPage, odd.lastPage) + 1) * even.pageSize, path);
  } finally {
    await file.close();
  }
}

async function readMetaPage(file: FileHandle, position: number, path: string): Promise<MetaPage> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(metaPage.bytes), 0, metaPage.bytes, position);
  if (bytesRead < metaPage.bytes || buffer.readUInt32LE(metaPage.magic) !== magic) {
    throw damaged(path);
  }
  const version = buffer.readUInt32LE(metaPage.version) & 0xffff;
  if (version !== dataVersion) {
    throw new CheckpointStoreError(formatUnknown(path, `LMDB data version ${version}`));
  }
  return {
    pageSize: buffer.readUInt32LE(metaPage.pageSize),
    lastPage: Number(buffer.readBigUInt64LE(metaPage.lastPage)),
    transaction: Number(buffer.readBigUInt64LE(metaPage.transaction)),
  };
}

async function restoreLength(file: FileHandle, lengthBytes: number, path: string): Promise<void> {
  if (lengthBytes > mostFileBytes) {
    throw damaged(path);
  }
  if ((await file.stat()).size < lengthBytes) {
    await file.truncate(lengthBytes);
  }
}

function damaged(path: string): CheckpointStoreError {
  return corrupt('The file header', path);
}
