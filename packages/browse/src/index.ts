export { type ComparedSide, compareDiagnoses } from './compare-diagnoses.ts';
export { searchEndpoints } from './endpoint-index.ts';
export { listNodes, nodeDetail } from './node-list.ts';
export { listObjects, type ObjectFilter } from './object-list.ts';
export { overviewOf } from './overview.ts';
export { linesOf, type SectionPlace, searchSection, sectionText } from './section-lines.ts';
export { type Range, type Slice, sliceOf } from './slice.ts';
