/** Holds every real answer against the document that the gate serves. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Reply } from './harness.ts';

interface Content {
  readonly schema: object;
}

interface OperationObject {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Record<string, Content> }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: { readonly responses: { readonly Problem: { readonly content: Record<string, Content> } } };
}

export class Contract {
  readonly #document: Document;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  /** Operations that were seen to do what they are for, and to refuse. */
  readonly answered = new Set<string>();
  readonly refused = new Set<string>();

  constructor(document: object) {
    this.#document = document as Document;
    this.#ajv.addSchema({ $id: 'document', ...document });
  }

  get operationIds(): string[] {
    return Object.values(this.#document.paths)
      .flatMap((methods) => Object.values(methods))
      .map(({ operationId }) => operationId);
  }

  /** What is wrong with the reply; undefined where it is as the document says. */
  fault(method: string, path: string, { status, headers, body, text }: Reply): string | undefined {
    const operation = this.#operationOf(method, path.split('?')[0] ?? '');
    if (operation === undefined) return `no operation ${method} ${path}`;
    const response = operation.responses[status] ?? operation.responses[`${String(status)[0]}XX`];
    if (response === undefined) return `${operation.operationId}: no status ${status}`;
    const content =
      response.$ref === undefined ? response.content : this.#document.components.responses.Problem.content;
    const [type = ''] = (headers.get('content-type') ?? '').split(';');
    const declared = content?.[type];
    if (declared === undefined) return `${operation.operationId}: no content of type ${type}`;
    const wrong = this.#checkAll(declared.schema, type.includes('ndjson') ? linesOf(text) : [body ?? text]);
    (status < 400 ? this.answered : this.refused).add(operation.operationId);
    return wrong === undefined ? undefined : `${operation.operationId}: ${wrong}`;
  }

  #checkAll(schema: object, values: readonly unknown[]): string | undefined {
    const { $ref } = schema as { readonly $ref?: string };
    const validate = this.#ajv.compile($ref === undefined ? schema : { $ref: `document${$ref}` });
    for (const value of values) if (!validate(value)) return this.#ajv.errorsText(validate.errors);
    return undefined;
  }

  /** The operation whose path has the most words in common. */
  #operationOf(method: string, path: string): OperationObject | undefined {
    const matching = Object.entries(this.#document.paths).filter(
      ([template, methods]) => methods[method.toLowerCase()] !== undefined && isOf(template, path),
    );
    const [first] = matching.toSorted(([left], [right]) => left.split('{').length - right.split('{').length);
    return first?.[1][method.toLowerCase()];
  }
}

function isOf(template: string, path: string): boolean {
  const [words, met] = [template.split('/'), path.split('/')];
  return words.length === met.length && words.every((word, i) => word.startsWith('{') || word === met[i]);
}

export function linesOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}
