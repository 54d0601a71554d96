/** The names under which actions reach their resources. */

/** The chat model that judges reviews. */
export const reviewModel = 'review-model';
/** The store of earlier complaints. */
export const complaintStore = 'complaints';

/** What the agent needs and does not bring: a connection to some chat model, and one to some embedding model. */
export const chatConnection = 'chat-connection';
export const embeddingConnection = 'embedding-connection';
