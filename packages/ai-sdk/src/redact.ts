/** Takes credentials out of a text. */
export type Redact = (text: string) => string;

const replacement = '[redacted]';

/** Shorter texts are no secrets, and replacing them would make messages unreadable. */
const secretLengthMin = 4;

/** What looks like a credential wherever it comes from: services repeat the key they refuse. */
const credentialPattern = /\bBearer\s+\S+|\bsk-[\w-]{8,}/gi;

/** Takes `secrets` out of a text, also where JSON escapes them, and whatever looks like a bearer token or an API key. */
export function redactorOf(secrets: readonly string[]): Redact {
  const known = secrets
    .filter((secret) => secret.length >= secretLengthMin)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    // A secret that contains another one goes first, or its rest would stay.
    .toSorted((a, b) => b.length - a.length);
  return (text) =>
    known.reduce((rest, secret) => rest.replaceAll(secret, replacement), text).replace(credentialPattern, replacement);
}
