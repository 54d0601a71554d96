/** The byte every line of an event log ends in. */
export const lineFeed = 0x0a;

/**
 * Put behind a line that a crash or a full disk cut off, before it is ended and the next record begins. It is white space behind a record that lost only its line
 * feed, and it tells readers of any other fragment why it is one: no encoder of JSON writes a tab.
 */
export const tornLineMark = '\t';
