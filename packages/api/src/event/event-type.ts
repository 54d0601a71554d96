/**
 * The types of the events Millrace defines, by the name of their class. The strings are part of the wire form; the names are what trigger conditions may
 * write as `EventType.InputEvent`.
 */
export const EventType = {
  InputEvent: '_input_event',
  OutputEvent: '_output_event',
  ChatRequestEvent: '_chat_request_event',
  ChatResponseEvent: '_chat_response_event',
  ToolRequestEvent: '_tool_request_event',
  ToolResponseEvent: '_tool_response_event',
  ContextRetrievalRequestEvent: '_context_retrieval_request_event',
  ContextRetrievalResponseEvent: '_context_retrieval_response_event',
} as const;
