"""A job's life: progress, cancellation, the list, downloads, what a test can order."""

import pytest

from bot.sandbox.providers.tuplets import INSTANT, PEOPLE, Pace
from tests.sandbox.providers.conftest import CALL, REVIEW, sample, wire


async def status(customer, made):
    return await customer.ask("GET", f"/jobs/{made['id']}")


async def test_a_job_is_queued_then_runs_with_progress_and_an_end_in_sight(customer):
    customer.tuplets.pace = Pace(queue=2, floor=1, factor=0.1)
    made = await customer.create(sample(REVIEW))
    await customer.known(made)
    queued = await status(customer, made)
    assert (queued["status"], queued["progress_percent"]) == ("queued", 0)
    assert queued["started_at"] is None
    customer.clock.move(2 + 4.5)
    running = await status(customer, made)
    assert running["status"] == "running"
    assert 45 < running["progress_percent"] < 55
    assert running["estimated_seconds_remaining"] == 5
    assert running["result"] is None
    assert running["cancel_token"] == made["cancel_token"]
    customer.clock.move(5)
    done = await status(customer, made)
    assert (done["status"], done["progress_percent"]) == ("completed", 100)
    assert done["runtime_ms"] == pytest.approx(8939, abs=20)


async def test_people_can_watch_but_do_not_wait_long(customer):
    assert 3 <= PEOPLE.seconds(20) <= PEOPLE.seconds(90) <= 15
    assert INSTANT.seconds(8 * 3600) == 0


@pytest.mark.parametrize("by_token", [True, False])
async def test_a_cancelled_job_fails_and_is_billed_in_full(customer, by_token):
    customer.tuplets.hold()
    made = await customer.create(sample(REVIEW), analytics={"profile": "full"})
    if by_token:
        token = {"cancel_token": made["cancel_token"]}
        await customer.ask("POST", "/jobs/cancel", json=token)
    else:
        await customer.ask("DELETE", f"/jobs/{made['id']}")
    customer.tuplets.release()
    job = await status(customer, made)
    assert (job["status"], job["result"]) == ("failed", None)
    assert (job["billing_status"], job["billed_cost_usd"]) == ("charged", 0.125)
    assert float(customer.tuplets.credit) == 100 - 0.125
    assert customer.tuplets.jobs[0].cancelled


async def test_a_job_that_has_ended_cannot_be_cancelled(customer):
    made = await customer.create(sample(CALL))
    await customer.done(made)
    assert await customer.refused(409, "DELETE", f"/jobs/{made['id']}")
    token = {"cancel_token": made["cancel_token"]}
    assert await customer.refused(409, "POST", "/jobs/cancel", json=token)
    assert await customer.refused(404, "POST", "/jobs/cancel", json={"cancel_token": "other"})


async def test_a_link_that_is_cancelled_while_it_is_fetched_stays_cancelled(customer):
    customer.tuplets.web["https://media.example.com/a"] = sample(CALL)
    customer.tuplets.hold()
    made = await customer.create(remote_url="https://media.example.com/a")
    await customer.ask("DELETE", f"/jobs/{made['id']}")
    customer.tuplets.release()
    job = await customer.done(made)
    assert job["error_message"] == "The job was cancelled."


async def test_a_cancellation_can_come_too_late(customer):
    customer.tuplets.ignore_cancel_next()
    customer.tuplets.hold()
    made = await customer.create(sample(CALL))
    await customer.ask("DELETE", f"/jobs/{made['id']}")
    customer.tuplets.release()
    assert (await customer.done(made))["status"] == "completed"


async def test_the_list_has_previews_and_only_the_fields_of_the_page(customer):
    first = await customer.create(sample(REVIEW))
    customer.clock.move(1)
    second = await customer.create(sample(CALL), diarization="true")
    for made in (first, second):
        await customer.done(made)
    shown = await customer.ask("GET", "/jobs?status=completed&limit=10")
    documented = wire("list")["body"]
    assert shown.keys() == documented.keys()
    assert (shown["total_items"], shown["status_filter"]) == (2, "completed")
    assert [row["id"] for row in shown["items"]] == [second["id"], first["id"]]
    assert all(row.keys() == documented["items"][0].keys() for row in shown["items"])
    preview = shown["items"][1]["result"]
    assert preview.keys() == {"text"}
    assert len(preview["text"]) == 1000


async def test_the_list_is_cut_and_filtered(customer):
    customer.tuplets.slots = 30
    customer.tuplets.limits.rules["create burst (user)"] = (30, 300)
    customer.tuplets.hold()
    for _ in range(21):
        await customer.create(sample(CALL), name="talk.m4a")
    assert len((await customer.ask("GET", "/jobs"))["items"]) == 20
    assert (await customer.ask("GET", "/jobs"))["total_items"] == 21
    assert len((await customer.ask("GET", "/jobs?limit=100"))["items"]) == 21
    assert (await customer.ask("GET", "/jobs?status=failed"))["items"] == []


async def test_a_download_is_the_result_as_an_attachment(customer):
    made = await customer.create(sample(REVIEW), diarization="true")
    job = await customer.done(made)
    async with customer.http.get(
        f"{made['status_url']}/download", headers={"Authorization": f"Bearer {customer.key}"}
    ) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert await answer.json() == job["result"]


async def test_a_job_can_be_downloaded_twenty_times(customer):
    made = await customer.create(sample(REVIEW))
    assert (await customer.done(made))["result_download_available"]
    for _ in range(20):
        await customer.ask("GET", f"/jobs/{made['id']}/download")
    said = await customer.refused(429, "GET", f"/jobs/{made['id']}/download")
    assert "20 downloads" in said
    job = await status(customer, made)
    assert not job["result_download_available"]
    assert job["result"]


async def test_downloads_have_a_budget(customer):
    made = [await customer.create(sample(CALL)) for _ in range(3)]
    for each in made:
        await customer.done(each)
    for n in range(40):
        await customer.ask("GET", f"/jobs/{made[n % 3]['id']}/download")
    assert "slow down" in await customer.refused(429, "GET", f"/jobs/{made[0]['id']}/download")


async def test_a_result_is_kept_for_a_week(customer):
    made = await customer.create(sample(CALL))
    await customer.done(made)
    customer.clock.move(7 * 24 * 3600 - 1)
    assert (await status(customer, made))["result"]
    customer.clock.move(1)
    job = await status(customer, made)
    assert (job["status"], job["result"]) == ("completed", None)
    assert not job["result_download_available"]
    assert await customer.refused(410, "GET", f"/jobs/{made['id']}/download")


async def test_an_unfinished_job_has_nothing_to_download(customer):
    customer.tuplets.hold()
    made = await customer.create(sample(CALL))
    assert await customer.refused(409, "GET", f"/jobs/{made['id']}/download")


async def test_a_job_can_be_ordered_to_fail(customer):
    customer.tuplets.fail_next("The audio could not be decoded.")
    job = await customer.done(await customer.create(sample(CALL)))
    assert (job["status"], job["error_message"]) == ("failed", "The audio could not be decoded.")
    assert job.keys() >= wire("failed")["body"].keys()
    assert job["billed_cost_usd"] == 0
    assert (await customer.done(await customer.create(sample(CALL))))["status"] == "completed"


async def test_speakers_that_cannot_be_told_fail_a_job_that_asked_for_them(customer):
    customer.tuplets.fail_speakers_next()
    job = await customer.done(await customer.create(sample(CALL), diarization="true"))
    assert "diarization" in job["error_message"]
    customer.tuplets.fail_speakers_next()
    assert (await customer.done(await customer.create(sample(CALL))))["status"] == "completed"


async def test_a_job_can_be_in_a_state_that_nobody_knows(customer):
    customer.tuplets.unknown_status_next()
    customer.tuplets.hold()
    made = await customer.create(sample(CALL))
    assert (await status(customer, made))["status"] == "finalizing"
    customer.tuplets.release()
    assert (await customer.done(made))["status"] == "completed"


async def test_any_result_can_be_put_in_the_place_of_the_true_one(customer):
    customer.tuplets.result_override = {"text": "", "segments": []}
    assert await customer.result(sample(CALL)) == {"text": "", "segments": []}


async def test_a_reset_account_is_as_new(customer):
    customer.tuplets.fail_next("no")
    made = await customer.create(sample(CALL))
    customer.tuplets.slots = 0
    customer.tuplets.reset()
    assert customer.tuplets.jobs == []
    assert await customer.refused(404, "GET", f"/jobs/{made['id']}")
    await customer.create(sample(CALL))
