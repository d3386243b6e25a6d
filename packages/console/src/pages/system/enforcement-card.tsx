/** What the kernel holds what agents run to. */
import { useQuery } from '@tanstack/react-query';
import { enforcementQuery } from '../../gate/queries.ts';
import { FactCard } from '../../parts/facts.tsx';
import { Answered } from '../../parts/states.tsx';

export function EnforcementCard() {
  const query = useQuery(enforcementQuery);
  return (
    <Answered query={query} what="what the kernel holds">
      {({ summary, limits, attached }) => (
        <FactCard
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
        </FactCard>
      )}
    </Answered>
  );
}
