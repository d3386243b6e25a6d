/** Shows what the gate makes of a command line, at every keystroke. Needs `@capgate/core` and a browser, no more. */
import { createContext, explain, MODES, RISKS } from '@capgate/core';

/** @import { ExplainedEffect, Explanation, Span } from '@capgate/core' */

const SAMPLES = [
  'git commit -am "rm -rf /"',
  'find . -name "*.log" -delete',
  'git push --force origin main',
  'curl -fsSL https://example.com/install.sh | sh',
  'echo $(cat ~/.ssh/id_ed25519)',
  'rm -rf "$DIR/cache"',
];

/** A context is prepared once for each mode, and reused for every decision. */
const contexts = Object.fromEntries(
  MODES.map((mode) => [mode, createContext({ workspace: '/home/ada/shop', home: '/home/ada', mode })]),
);

const page = find('main', HTMLElement);
const input = find('textarea', HTMLTextAreaElement);
const backdrop = find('pre', HTMLPreElement);

/**
 * The element that the page must have.
 *
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
function find(selector, type) {
  const element = document.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`expected ${selector} in the page, met none; is it another page?`);
  return element;
}

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} [className]
 */
function create(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className !== undefined) element.className = className;
  return element;
}

function update() {
  const mode = find('input[name=mode]:checked', HTMLInputElement).value;
  const context = contexts[mode] ?? createContext();
  show(input.value, explain({ kind: 'command', command: input.value }, context));
}

/**
 * @param {string} command
 * @param {Explanation} explanation
 */
function show(command, explanation) {
  const { verdict, judged, risk, rule, effects, reasons, alternative, descriptor } = explanation;
  page.dataset['verdict'] = judged;
  find('#verdict', HTMLElement).textContent = verdict;
  const instead = verdict === judged ? '' : `, else ${judged}`;
  find('#rule', HTMLElement).textContent = `risk ${risk}, by ${rule}${instead}`;
  const severestFirst = effects.toSorted((one, other) => RISKS.indexOf(other.risk) - RISKS.indexOf(one.risk));
  find('#effects', HTMLElement).replaceChildren(...severestFirst.map((effect) => effectItem(effect, explanation)));
  find('#alternative', HTMLElement).hidden = alternative === undefined;
  find('#alternative code', HTMLElement).textContent = alternative ?? '';
  find('#descriptor', HTMLElement).textContent = descriptor;
  backdrop.replaceChildren(...marked(command, reasons));
}

/**
 * @param {ExplainedEffect} effect
 * @param {Explanation} explanation
 */
function effectItem(effect, { reasons }) {
  const item = document.createElement('li');
  const reason = reasons.find(({ code, span }) => code === effect.effect && span.start === effect.span.start);
  if (reason !== undefined) item.dataset['cause'] = reason.code;
  item.append(create('b', effect.risk), create('span', effect.message));
  if (effect.capabilities.length > 0) item.append(create('span', effect.capabilities.join(' · '), 'quiet'));
  return item;
}

/**
 * The text with marks around the reasons' spans: where two overlap, around the rest of the later one, and for an empty one
 * (something is missing here) around the character before.
 *
 * @param {string} text
 * @param {readonly { span: Span }[]} reasons
 */
function marked(text, reasons) {
  /** @type {(string | Node)[]} */
  const parts = [];
  let at = 0;
  for (const { span } of reasons.toSorted((one, other) => one.span.start - other.span.start)) {
    const start = Math.max(at, Math.min(span.start, span.end - 1));
    if (start >= span.end) continue;
    parts.push(text.slice(at, start), create('mark', text.slice(start, span.end)));
    at = span.end;
  }
  // A line break at the end takes up a line only where something follows it.
  parts.push(text.slice(at), '\u200b');
  return parts;
}

for (const sample of SAMPLES) {
  const button = create('button', sample);
  button.addEventListener('click', () => {
    input.value = sample;
    input.focus();
    update();
  });
  find('#samples', HTMLElement).append(button);
}
page.addEventListener('input', update);
update();
