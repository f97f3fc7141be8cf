"""Ray, on this machine."""

import pytest

pa = pytest.importorskip("pyarrow")
ray = pytest.importorskip("ray", reason="Ray is not installed: it is not tested")
pytest.importorskip("ray.data")


@pytest.fixture(scope="module")
def cluster():
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


def test_records(cluster, articles):
    import whosaid.ray

    rows = [{"key": article["id"], "story": article["text"]} for article in articles]
    ds = ray.data.from_items([*rows, {"key": "bad", "story": None}])
    claims = whosaid.ray.extract(ds, text="story", id="key").take_all()
    mine = sorted(claim.id for article in whosaid.extract(articles) for claim in article.claims)
    assert sorted(claim["id"] for claim in claims) == mine and mine
    (error,) = whosaid.ray.extract(ds, text="story", id="key", emit="errors").take_all()
    assert error["doc"] == "bad"
