import type { Diagnosis } from '@skoop/model';
import { questionSentence, verdictHeadline } from '@skoop/render';

/** For a chat: verdict, question and reason, and the link if there is one. */
export const shareText = (d: Diagnosis, link: string): string =>
  `${verdictHeadline(d)}\n${questionSentence(d.question)}: ${d.verdict.sentence}${link ? `\n${link}` : ''}`;
