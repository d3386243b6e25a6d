/** For whoever is not signed in: how to be. There is no password to type, so none can be taken. */
export function SignIn({ again }: { readonly again: () => void }) {
  return (
    <main className="gateway">
      <div className="gateway-card appears">
        <h1>Sign in from your terminal</h1>
        <p>Run this on the machine of the gate, and open the address that it prints:</p>
        <pre className="command" tabIndex={0} aria-label="Command to run">
          capgate open
        </pre>
        <p className="quiet">
          It works once, within a minute. Signing in lasts twelve hours, or until the gate is started again. Only a
          person at a terminal can do it: an agent cannot sign itself in to answer its own approvals.
        </p>
        <button type="button" className="button primary" onClick={again}>
          I have signed in
        </button>
      </div>
    </main>
  );
}
