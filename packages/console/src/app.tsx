/** Who is here: nobody that the gate knows, somebody, or no gate at all. */
import { useQuery } from '@tanstack/react-query';
import { isSignedOut, meQuery } from './gate/queries.ts';
import { Shell } from './layout/shell.tsx';
import { Failure, Waiting } from './parts/states.tsx';
import { SignIn } from './pages/sign-in.tsx';

export function App() {
  const { data: me, error, refetch } = useQuery(meQuery);
  const again = (): void => void refetch();
  if (isSignedOut(error)) return <SignIn again={again} />;
  if (me !== undefined) return <Shell me={me} />;
  if (error !== null) return <Failure error={error} again={again} what="the gate" />;
  return <Waiting what="the gate" />;
}
