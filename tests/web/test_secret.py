"""The site's secret key is made once, is readable by its owner alone, and is the same for every process."""

from concurrent.futures import ThreadPoolExecutor

from oneplan.web.secret import find_secret_key, keep_first


def test_a_key_is_made_once_and_kept(tmp_path):
    first = find_secret_key(tmp_path / "home")
    assert len(first) >= 50
    assert find_secret_key(tmp_path / "home") == first


def test_only_its_owner_may_read_it(tmp_path):
    find_secret_key(tmp_path)
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_processes_that_start_together_agree(tmp_path):
    kept = tmp_path / "secret-key"
    assert keep_first(kept, "one") == "one"
    assert keep_first(kept, "another") == "one"


def test_two_homes_have_two_keys(tmp_path):
    with ThreadPoolExecutor() as pool:
        keys = list(pool.map(find_secret_key, [tmp_path / str(number) for number in range(8)]))
    assert len(set(keys)) == 8


def test_where_nothing_can_be_written_there_is_a_key_for_this_run(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert len(find_secret_key(blocked / "home")) >= 50
