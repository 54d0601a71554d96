import { ChatRequestEvent } from './chat-request-event.js';
import { ChatResponseEvent } from './chat-response-event.js';
import { ContextRetrievalRequestEvent } from './context-retrieval-request-event.js';
import { ContextRetrievalResponseEvent } from './context-retrieval-response-event.js';
import type { EventClass } from './event-class.js';
import { InputEvent } from './input-event.js';
import { OutputEvent } from './output-event.js';
import { ToolRequestEvent } from './tool-request-event.js';
import { ToolResponseEvent } from './tool-response-event.js';

/** The classes of the events Millrace defines; every codec of events should know them. */
export const builtInEventClasses: readonly EventClass[] = [
  InputEvent,
  OutputEvent,
  ChatRequestEvent,
  ChatResponseEvent,
  ToolRequestEvent,
  ToolResponseEvent,
  ContextRetrievalRequestEvent,
  ContextRetrievalResponseEvent,
];
