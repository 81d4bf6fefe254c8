import type { Layout, Strand } from '@skoop/render';
import type cytoscape from 'cytoscape';
import { elementsOf } from './elements.ts';
import { graphStyle } from './graphStyle.ts';
import { shownPalette } from './palette.ts';
import type { Viewport } from './viewport.ts';

/** Cytoscape with positions that are not its own. It draws and says what was hit; the page moves the viewport. */
export class CanvasGraph {
  private readonly cy: cytoscape.Core;
  onBranch: (branch: string) => void = () => undefined;

  constructor(create: typeof cytoscape, container: HTMLElement, layout: Layout, strands: readonly Strand[]) {
    this.cy = create({
      container,
      elements: elementsOf(layout, strands),
      style: graphStyle(shownPalette()),
      layout: { name: 'preset' },
      userZoomingEnabled: false,
      userPanningEnabled: false,
      boxSelectionEnabled: false,
      autoungrabify: true,
      autounselectify: true,
      minZoom: 0.1,
      maxZoom: 4,
    });
    this.cy.on('tap', 'edge', (event) => {
      const [branch] = event.target.data('branches') as readonly string[];
      if (branch !== undefined) this.onBranch(branch);
    });
    this.cy.on('mouseover mouseout', 'edge', (event) => {
      const hit = event.type === 'mouseover' && (event.target.data('branches') as readonly string[]).length > 0;
      container.classList.toggle('over-strand', hit);
    });
  }

  /** Marks the selected card; with a branch, everything of other branches steps back. */
  choose(card: string | undefined, branch: string | undefined): void {
    this.cy.batch(() => {
      this.cy.elements('.chosen').removeClass('chosen');
      if (card !== undefined) this.cy.getElementById(card).addClass('chosen');
      this.cy.elements('.card, .line').forEach((element) => {
        const branches = (element.data('branches') ?? []) as readonly string[];
        element.toggleClass('faded', branch !== undefined && branches.length > 0 && !branches.includes(branch));
      });
    });
  }

  show({ zoom, x, y }: Viewport): void {
    this.cy.viewport({ zoom, pan: { x, y } });
  }

  resize(): void {
    this.cy.resize();
  }

  /** After a change of theme. */
  restyle(): void {
    this.cy.style(graphStyle(shownPalette()));
  }

  destroy(): void {
    this.cy.destroy();
  }
}
