"""The least that looking takes: a service is asked for a job so many times a second, and that is all.

`python -m tests.proofs.asker URL KEY TIMES`, until it is killed.
"""

import asyncio
import sys

import httpx


async def ask(url: str, key: str, times: float) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(headers=headers, trust_env=False) as client:
        while True:
            (await client.get(url)).raise_for_status().json()
            await asyncio.sleep(1 / times)


if __name__ == "__main__":
    asyncio.run(ask(sys.argv[1], sys.argv[2], float(sys.argv[3])))
