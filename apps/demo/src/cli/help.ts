/** What `--help` prints; no line is wider than 80 columns. */
export const helpText = `Analyses product reviews as a stream: finds similar earlier complaints, asks a
chat model for score, reasons and aspects, keeps a rolling score per product and
raises an alert when it falls.

Usage: npm run demo -- [options]

Input and output
  --input FILE            reviews, one JSON object per line: id, product, text,
                          timestamp, and optionally title, rating, author
                          (default: the reviews that come with the demo)
  --output FILE           results, one JSON object per line and review
                          (default: .millrace/demo/results.jsonl)
  --alerts FILE           products whose score has fallen, one object per line
                          (default: alerts.jsonl beside the output)
  --dead-letters FILE     lines that cannot be used, with number and reason
                          (default: dead-letters.jsonl beside the output)
  --log-dir DIRECTORY     where the event log goes
                          (default: log beside the output)
  --no-log                write no event log
  --limit N               read the first N reviews only

State
  --state-dir DIRECTORY   what a run that is killed or stopped goes on from
                          (default: the name of the output with ".state")
  --fresh                 discard what is there and begin anew
  --in-memory             keep no state; a run that is killed begins anew

Model
  --model NAME            model of an OpenAI-compatible service, or "lexicon",
                          the embedded one, which needs no network (default)
  --embedding-model NAME  embedding model of the same service, or "hashing",
                          the embedded one (default)
  --base-url URL          address of the service
                          (default: https://api.openai.com/v1)

Other
  --quiet                 no progress; only the summary and errors
  --help                  this text
  --version               the version

Environment
  MILLRACE_MODEL          as --model
  MILLRACE_BASE_URL       as --base-url; else OPENAI_BASE_URL
  MILLRACE_API_KEY        key for the service; else OPENAI_API_KEY
  NO_COLOR                any value: no colours

  Options win over the environment. Without a model named by --model or
  MILLRACE_MODEL nothing leaves this machine, whatever else is set.

Kill it whenever you like: the same command goes on where it was and ends with
the results of an undisturbed run. Files grow once a second, by whole lines.
Ctrl-C stops in good order: reviews that have begun are finished, the summary
says what there is, and the same command goes on. Ctrl-C again quits at once.

Exit codes
  0    done, or stopped in good order
  1    failed; one paragraph says why and what there is
  2    wrong usage, a file that cannot be read or written, or state that
       another run uses or that belongs to another input
  130  quit at once

Examples
  npm run demo
  npm run demo -- --limit 200 --no-log
  npm run demo -- --input reviews.jsonl --output results.jsonl
  npm run demo -- --model qwen3:8b --base-url http://127.0.0.1:11434/v1
  MILLRACE_API_KEY=… npm run demo -- --model gpt-5-mini --limit 50
`;
