import { generalTitles, topicTitles } from './content/titles.js';
import type { FragmentPicker } from './fragment-picker.js';
import type { Mood } from './mannerisms.js';
import type { SeededRandom } from './seeded-random.js';

export interface TitleBrief {
  readonly mood: Mood;
  /** Whether the writer is angry about a product that used to be good. */
  readonly fallen: boolean;
  /** What the text praises (in a good mood) or complains about (in any other) first. */
  readonly topic: string | undefined;
}

/** Picks the template of a title. */
export function titleFor(brief: TitleBrief, picker: FragmentPicker, random: SeededRandom): string {
  if (brief.fallen && random.chance(0.5)) return picker.pick(generalTitles.fallen);
  const aboutTopic = brief.topic === undefined ? undefined : topicTitles[brief.topic];
  if (aboutTopic !== undefined && brief.mood !== 'middling' && random.chance(0.45)) {
    return picker.pick(aboutTopic[brief.mood]);
  }
  return picker.pick(generalTitles[brief.mood]);
}
