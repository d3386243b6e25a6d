/** The descriptor as it is: 24 bytes, each field named and read. */
import { DescriptorError } from '@capgate/core/descriptor';
import { type DescriptorField, fieldsOf } from './descriptor-fields.ts';

export function DescriptorCard({ hex }: { readonly hex: string }) {
  const fields = readable(hex);
  return (
    <section className="card" aria-labelledby="descriptor">
      <div className="card-head">
        <h2 id="descriptor">Descriptor, 24 bytes</h2>
      </div>
      {typeof fields === 'string' ? (
        <p className="warning" role="alert">
          {fields}
        </p>
      ) : (
        <>
          <p className="bytes" aria-hidden="true">
            {fields.flatMap(({ name, bytes }, field) =>
              bytes.map((byte, i) => (
                <span key={`${name} ${i}`} className={field % 2 === 0 ? 'byte' : 'byte byte-odd'}>
                  {byte}
                </span>
              )),
            )}
          </p>
          <table className="plain descriptor-fields">
            <tbody>
              {fields.map(({ name, bytes, value }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>
                    <code>{bytes.join(' ')}</code>
                  </td>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function readable(hex: string): readonly DescriptorField[] | string {
  try {
    return fieldsOf(hex);
  } catch (error) {
    if (error instanceof DescriptorError) return error.message;
    throw error;
  }
}
