"""A client of the service, for scripts: the same methods with and without ``await``.

    with Client("http://127.0.0.1:8100") as client:
        problem = client.submit(Path("my/problem.lean").read_text())
        run = client.wait(client.start_run(problem.id, budget=BudgetBody(usd=5)).id)
        if run.decision is not None:
            report = verify_certificate(client.certificate(run.decision.id))

Requests that failed before they reached the server, and those that the server says to repeat, are repeated; what is
done at most once is sent under one ``Idempotency-Key``. If no answer comes at all, `OutcomeUnknown` says so.
"""

from orchestrator.client.asynchronous import AsyncClient
from orchestrator.client.synchronous import Client
from orchestrator.client.verifying import verify_certificate

__all__ = ["AsyncClient", "Client", "verify_certificate"]
