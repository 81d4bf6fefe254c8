import type { Diagnosis } from '@skoop/model';
import { questionSentence, verdictHeadline } from '@skoop/render';

/** Three lines for a chat: verdict, question and reason, link. */
export const shareText = (d: Diagnosis, link: string): string =>
  `${verdictHeadline(d)}\n${questionSentence(d.question)}: ${d.verdict.sentence}\n${link}`;
