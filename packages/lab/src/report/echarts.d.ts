interface Chart {
  /** As the library's handbook has it. */
  setOption(option: object): void;
  renderToSVGString(): string;
  /** Lets go of timers, which keep a process alive. */
  dispose(): void;
}

export function init(
  element: null,
  theme: null,
  options: { readonly renderer: 'svg'; readonly ssr: true; readonly width: number; readonly height: number },
): Chart;
