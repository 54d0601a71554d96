export { sinkConformance, type SinkUnderTest } from './sink.suite.js';
export { sourceConformance, type SourceUnderTest } from './source.suite.js';
