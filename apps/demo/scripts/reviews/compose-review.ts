import { anecdotes, generalContexts } from './content/anecdotes.js';
import { closers, updates } from './content/closers.js';
import { concessions, gripes, joints, turns } from './content/joints.js';
import { openers } from './content/openers.js';
import { categoryQuibbles, generalQuibbles } from './content/quibbles.js';
import { sarcasm } from './content/sarcasm.js';
import { service } from './content/service.js';
import { shortVerdicts } from './content/short-verdicts.js';
import { expandTemplate, type SlotFiller } from './expand-template.js';
import type { FragmentPicker } from './fragment-picker.js';
import { type Clause, joinClauses } from './join-clauses.js';
import { applyMannerisms, type Mood } from './mannerisms.js';
import type { CategorySpec, ProductSpec, TopicFragments } from './product-spec.js';
import type { Stars } from './quality.js';
import { type Length, outlineFor, type Part } from './review-outline.js';
import type { SeededRandom } from './seeded-random.js';
import { slotsFor } from './slots.js';
import { titleFor } from './title-for.js';
import type { Voice } from './voice.js';

/** What a review is about before a word of it is written. */
export interface ReviewBrief {
  readonly category: CategorySpec;
  readonly product: ProductSpec;
  /** Whether the writer has met the product after its change. */
  readonly changed: boolean;
  readonly stars: Stars;
  readonly timestampMs: number;
  readonly voice: Voice;
}

export interface ComposedReview {
  readonly title?: string;
  readonly text: string;
  /** Topics the text complains about, in the order of their appearance. */
  readonly complaints: readonly string[];
}

const anecdoteUsesMax = 8;

/** Writes one review. */
export function composeReview(brief: ReviewBrief, picker: FragmentPicker, random: SeededRandom): ComposedReview {
  picker.startReview();
  return new ReviewWriter(brief, picker, random).write();
}

class ReviewWriter {
  readonly #brief: ReviewBrief;
  readonly #picker: FragmentPicker;
  readonly #random: SeededRandom;
  readonly #slots: SlotFiller;
  readonly #mood: Mood;
  readonly #complaints: string[] = [];
  readonly #praises: string[] = [];

  constructor(brief: ReviewBrief, picker: FragmentPicker, random: SeededRandom) {
    this.#brief = brief;
    this.#picker = picker;
    this.#random = random;
    this.#slots = slotsFor(brief.product, brief.voice, brief.timestampMs, random);
    this.#mood = brief.stars >= 4 ? 'good' : brief.stars === 3 ? 'middling' : 'bad';
  }

  write(): ComposedReview {
    const { voice } = this.#brief;
    const outline = outlineFor(this.#mood, this.#brief.stars, this.#length(), this.#random);
    const clauses =
      voice.listsProsAndCons && this.#random.chance(0.7)
        ? this.#prosAndCons()
        : outline.map((part, index) => this.#clause(part, outline[index - 1]));
    const text = applyMannerisms(joinClauses(clauses), this.#mood, voice, this.#random);
    const title = this.#random.chance(voice.titles) ? this.#title() : undefined;
    return { ...(title === undefined ? {} : { title }), text, complaints: this.#complaints };
  }

  #length(): Length {
    const talkative = this.#brief.voice.verbosity * 0.6 + this.#random.next() * 0.6;
    if (talkative < 0.28) return 'line';
    if (talkative < 0.55) return 'short';
    return talkative < 0.86 ? 'medium' : 'long';
  }

  #clause(part: Part, previous: Part | undefined): Clause {
    switch (part) {
      case 'verdict':
        return { text: this.#expand(shortVerdicts[this.#mood]), joint: '. ' };
      case 'opener':
        return { text: this.#expand(openers[this.#mood]), joint: '. ' };
      case 'closer':
        return { text: this.#expand(closers[this.#mood]), joint: this.#random.chance(0.1) ? '.\n' : '. ' };
      case 'context':
        return {
          text: this.#expand(this.#random.chance(0.45) ? this.#brief.category.contexts : generalContexts),
          joint: '. ',
        };
      case 'anecdote':
        return this.#anecdote(previous);
      case 'sarcasm':
        return { text: this.#expand(sarcasm), joint: '. ' };
      case 'update':
        return {
          text: this.#expand(updates[this.#mood === 'good' ? 'good' : 'bad']),
          joint: this.#random.chance(0.6) ? '.\n' : '. ',
        };
      case 'praise':
        return { text: this.#praise(), joint: this.#jointAfter(previous) };
      case 'complaint':
        return { text: this.#complaint(), joint: this.#jointAfter(previous) };
      case 'gripe':
        return { text: this.#quibble(), joint: `. ${capitalise(this.#expand(gripes))} ` };
      case 'turn-to-complaint':
        return { text: this.#mood === 'good' ? this.#quibble() : this.#complaint(), joint: this.#turn(turns) };
      case 'turn-to-praise':
        return { text: this.#praise(), joint: this.#turn(concessions) };
    }
  }

  /** Only two statements about the product are worth tying together. */
  #jointAfter(previous: Part | undefined): string {
    return previous === 'praise' ||
      previous === 'complaint' ||
      previous === 'turn-to-complaint' ||
      previous === 'turn-to-praise'
      ? this.#random.pick(joints)
      : '. ';
  }

  #turn(leads: readonly string[]): string {
    const lead = this.#expand(leads);
    return this.#random.chance(0.3) && !lead.endsWith(':') && !lead.endsWith('?')
      ? `, ${lead} `
      : `. ${capitalise(lead)} `;
  }

  #prosAndCons(): readonly Clause[] {
    const [pro, con] = this.#random.pick<readonly [pro: string, con: string]>([
      ['Pros: ', 'Cons: '],
      ['+ ', '- '],
      ['Good: ', 'Bad: '],
    ]);
    const praises = this.#mood === 'bad' ? 1 : 2;
    const complaints = this.#mood === 'good' ? 1 : 2;
    const lines = [
      ...Array.from({ length: praises }, () => `${pro}${this.#praise()}`),
      ...Array.from(
        { length: complaints },
        () => `${con}${this.#mood === 'good' ? this.#quibble() : this.#complaint()}`,
      ),
    ];
    return lines.map((text) => ({ text, joint: '\n' }));
  }

  #praise(): string {
    const { product, changed } = this.#brief;
    if (changed && product.change !== undefined && product.change.level > product.level && this.#random.chance(0.5)) {
      return this.#expand(product.change.fragments);
    }
    return this.#aboutTopic('good', this.#praises);
  }

  #complaint(): string {
    const { product, changed } = this.#brief;
    if (changed && product.change !== undefined && product.change.level < product.level && this.#random.chance(0.8)) {
      for (const topic of product.change.topics) this.#note(topic, this.#complaints);
      return this.#expand(product.change.fragments);
    }
    return this.#aboutTopic('bad', this.#complaints);
  }

  #anecdote(previous: Part | undefined): Clause {
    const template = this.#picker.pickRare(anecdotes[this.#mood], anecdoteUsesMax);
    if (template === undefined) return this.#clause(this.#mood === 'good' ? 'praise' : 'complaint', previous);
    return {
      text: expandTemplate(template, this.#random, this.#slots),
      joint: this.#random.chance(0.15) ? '.\n' : '. ',
    };
  }

  /** What a happy customer finds fault with. Four stars may have a real complaint behind them. */
  #quibble(): string {
    if (this.#brief.stars === 4 && this.#random.chance(0.25)) return this.#complaint();
    const ofCategory = categoryQuibbles[this.#brief.category.id] ?? generalQuibbles;
    return this.#expand(this.#random.chance(0.55) ? ofCategory : generalQuibbles);
  }

  #aboutTopic(feeling: keyof TopicFragments, noted: string[]): string {
    const topics = this.#topics();
    const untouched = topics.filter(([[topic]]) => !this.#complaints.includes(topic) && !this.#praises.includes(topic));
    const [topic, fragments] = this.#random.weighted(untouched.length === 0 ? topics : untouched);
    this.#note(topic, noted);
    return this.#expand(fragments[feeling]);
  }

  #topics(): readonly (readonly [choice: readonly [string, TopicFragments], weight: number])[] {
    const { product, category } = this.#brief;
    const weigh = (
      topics: Readonly<Record<string, TopicFragments>>,
      weight: number,
    ): (readonly [readonly [string, TopicFragments], number])[] => {
      const entries = Object.entries(topics);
      return entries.map((entry) => [entry, weight / entries.length] as const);
    };
    return [...weigh(product.topics, 0.62), ...weigh(category.topics, 0.24), ...weigh(service, 0.14)];
  }

  #title(): string {
    const { product, changed, stars, voice } = this.#brief;
    const fallen = changed && product.change !== undefined && product.change.level < product.level && stars <= 2;
    const topic = this.#mood === 'good' ? this.#praises[0] : this.#complaints[0];
    const template = titleFor({ mood: this.#mood, fallen, topic }, this.#picker, this.#random);
    const title = expandTemplate(template, this.#random, this.#slots);
    return voice.casing === 'lower' ? title.toLowerCase() : title;
  }

  #note(topic: string, noted: string[]): void {
    if (!noted.includes(topic)) noted.push(topic);
  }

  #expand(fragments: readonly string[]): string {
    return expandTemplate(this.#picker.pick(fragments), this.#random, this.#slots);
  }
}

function capitalise(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
