interface Chart {
  /** As the library's handbook has it. */
  setOption(option: object): void;
  renderToSVGString(): string;
  /** Lets go of timers, which keep a process alive. */
  dispose(): void;
}

/** In pixels. */
export function chartOf(width: number, height: number): Chart;
