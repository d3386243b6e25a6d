/** What the kernel holds what agents run to. */
import { useQuery } from '@tanstack/react-query';
import { enforcementQuery } from '../../gate/queries.ts';
import { Answered } from '../../parts/states.tsx';
import { Facts } from './facts.tsx';

export function EnforcementCard() {
  const query = useQuery(enforcementQuery);
  return (
    <Answered query={query} what="what the kernel holds">
      {({ summary, limits, attached }) => (
        <Facts
          title="Enforcement by the kernel"
          facts={[
            ['capgate run', summary],
            [
              'Programs of root',
              attached.length === 0 ? 'none in the kernel, as far as the gate can look' : attached.join(', '),
            ],
          ]}
        >
          {limits.length === 0 ? null : (
            <>
              <h3>Not held without those</h3>
              <ul className="bullets small">
                {limits.map((limit) => (
                  <li key={limit}>{limit}</li>
                ))}
              </ul>
            </>
          )}
        </Facts>
      )}
    </Answered>
  );
}
