import {
  AgentConfigOptions,
  ConfigOption,
  type EventLogLevel,
  EventLogOptions,
  eventLogLevelOption,
  type ReadableConfiguration,
} from '@millrace/api';
import type { FileEventLoggerOptions } from './options.js';

interface FileEventLogOptionSet {
  readonly writeBufferBytes: ConfigOption<number | undefined>;
  readonly maxBufferBytes: ConfigOption<number | undefined>;
  readonly flushIntervalMs: ConfigOption<number | undefined>;
  readonly maxFileSizeBytes: ConfigOption<number | undefined>;
  readonly maxFiles: ConfigOption<number | undefined>;
  readonly maxTotalBytes: ConfigOption<number | undefined>;
}

/** Keys for the options of the same names of {@link FileEventLoggerOptions}, which has the units and defaults. */
export const FileEventLogOptions: FileEventLogOptionSet = {
  writeBufferBytes: ConfigOption.integer('event-log.file.write-buffer-bytes'),
  maxBufferBytes: ConfigOption.integer('event-log.file.max-buffer-bytes'),
  flushIntervalMs: ConfigOption.durationMs('event-log.file.flush-interval-ms'),
  maxFileSizeBytes: ConfigOption.integer('event-log.file.max-file-size-bytes'),
  maxFiles: ConfigOption.integer('event-log.file.max-files'),
  maxTotalBytes: ConfigOption.integer('event-log.file.max-total-bytes'),
};

const typeLevelKey = /^event-log\.type\.(.+)\.level$/s;

/**
 * What the configuration of an agent says about event logs in files: `baseLogDir`, `prettyPrint` and everything below `event-log`.
 *
 * @throws InvalidValueError `CONFIG_VALUE_INVALID` for a value that is not of its option's type.
 */
export function fileEventLoggerOptions(configuration: ReadableConfiguration): FileEventLoggerOptions {
  return {
    baseLogDir: configuration.get(AgentConfigOptions.baseLogDir),
    prettyPrint: configuration.get(AgentConfigOptions.prettyPrint),
    level: configuration.get(EventLogOptions.level),
    levelsByType: levelsByType(configuration),
    // These keys take any number below 1 for "no limit".
    maxStringLength: Math.max(0, configuration.get(EventLogOptions.maxStringLength)),
    maxArrayElements: Math.max(0, configuration.get(EventLogOptions.maxArrayElements)),
    maxDepth: Math.max(0, configuration.get(EventLogOptions.maxDepth)),
    writeBufferBytes: configuration.get(FileEventLogOptions.writeBufferBytes),
    maxBufferBytes: configuration.get(FileEventLogOptions.maxBufferBytes),
    flushIntervalMs: configuration.get(FileEventLogOptions.flushIntervalMs),
    maxFileSizeBytes: configuration.get(FileEventLogOptions.maxFileSizeBytes),
    maxFiles: configuration.get(FileEventLogOptions.maxFiles),
    maxTotalBytes: configuration.get(FileEventLogOptions.maxTotalBytes),
  };
}

function levelsByType(configuration: ReadableConfiguration): Readonly<Record<string, EventLogLevel>> {
  const levels: [string, EventLogLevel][] = [];
  for (const key of configuration.keys) {
    const eventType = typeLevelKey.exec(key)?.[1];
    const level = eventType === undefined ? undefined : configuration.get(eventLogLevelOption(eventType));
    if (eventType !== undefined && level !== undefined) {
      levels.push([eventType, level]);
    }
  }
  return Object.fromEntries(levels);
}
