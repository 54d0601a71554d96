import { type FileHandle, open } from 'node:fs/promises';
import { formatUnknown } from './checkpoint-manifest-record.js';
import { CheckpointStoreError, corrupt } from './checkpoint-store-error.js';

/** Where things are in a meta page of LMDB's data format 2, on machines with 64 bits, little endian. */
const metaPage = { magic: 24, version: 28, pageSize: 48, bytes: 168 };
const magic = 0xbeefc0de;
const dataVersion = 2;

/**
 * Refuses a file that LMDB cannot open. LMDB checks as much, but the binding that is used ends the process when the check fails instead of telling.
 *
 * @throws CheckpointStoreError `CHECKPOINT_CORRUPT`, `CHECKPOINT_FORMAT_UNKNOWN`
 */
export async function checkLmdbFileHeader(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const first = await readMetaPage(file, 0, path);
    const pageSize = first.readUInt32LE(metaPage.pageSize);
    if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) {
      throw corrupt('The file header', path);
    }
    const second = await readMetaPage(file, pageSize, path);
    if (second.readUInt32LE(metaPage.pageSize) !== pageSize) {
      throw corrupt('The file header', path);
    }
  } finally {
    await file.close();
  }
}

async function readMetaPage(file: FileHandle, position: number, path: string): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(metaPage.bytes), 0, metaPage.bytes, position);
  if (bytesRead < metaPage.bytes || buffer.readUInt32LE(metaPage.magic) !== magic) {
    throw corrupt('The file header', path);
  }
  const version = buffer.readUInt32LE(metaPage.version) & 0xffff;
  if (version !== dataVersion) {
    throw new CheckpointStoreError(formatUnknown(path, `LMDB data version ${version}`));
  }
  return buffer;
}
