"""Commands that the tests of this package do not run: where they are run, or why they cannot be."""

from typing import Final

# The file of CI that runs the command; a test finds the command in it.
IN_CI: Final = {
    ".ci/cluster": ".ci/run",
    ".ci/nightly": ".github/workflows/nightly.yml",
    ".ci/run": ".github/workflows/ci.yml",
    ".ci/wheel": ".ci/run",
    "scripts/audit": ".ci/run",
    "scripts/bench --quick": ".ci/nightly",
    "scripts/check": ".ci/run",
    "scripts/check --prove": ".ci/nightly",
    "scripts/docs": ".ci/run",
    "scripts/fuzz": ".ci/nightly",
    "scripts/libpass": ".ci/nightly",
    "scripts/lint-migrations": ".ci/run",
    "scripts/newman": ".ci/run",
    "scripts/passkeys": ".ci/run",
    "scripts/prove": ".ci/nightly",
    "scripts/prove --cluster": ".ci/nightly",
    "scripts/setup": ".ci/run",
    "scripts/setup dev": ".ci/run",
    "scripts/studio-story": ".ci/run",
    "scripts/test": ".ci/run",
    "scripts/wheel": ".ci/wheel",
}

MADE: Final = "tests/api/test_access_tokens.py::test_a_token_tells_whose_it_is"
# The test that runs the command or does the same.
BY_TEST: Final = {
    "alembic upgrade <from>:head --sql": "tests/architecture/test_sql_files.py::"
    "test_a_script_does_the_same",
    "alembic upgrade <present revision>:head --sql": "tests/architecture/test_sql_files.py::"
    "test_a_script_does_the_same",
    "alembic upgrade head": "tests/architecture/test_sql_files.py::test_database_and_files_agree",
    "blog-api mfa reset --username ada": "tests/cli/test_data_keys.py::test_reset_on_the_host",
    "curl -X POST https://blog.example.com/api/auth/tokens"
    ' -H "Authorization: Bearer $ACCESS_TOKEN" -H "Content-Type: application/json"'
    ' -d \'{"name": "Deploy", "scopes": ["posts:read", "posts:write"]}\'': MADE,
    'curl https://blog.example.com/api/auth/whoami -H "Authorization: Bearer blog_pat_…"': MADE,
    "curl -d grant_type=urn:blog-api:grant-type:otp -d mfa_token=… -d otp=123456"
    " https://blog.example.com/api/auth/login": "tests/second_factor/test_log_in.py::"
    "test_two_steps",
    "curl -d grant_type=urn:blog-api:grant-type:recovery-code -d mfa_token=…"
    " -d recovery_code=… https://blog.example.com/api/auth/login": "tests/second_factor/"
    "test_log_in.py::test_a_recovery_code_in_any_spelling_once",
    "blog-api serve": "tests/cli/test_serving.py::test_says_where_things_are",
    "blog-api serve --workers 4": "tests/cli/test_workers.py::test_several_workers_are_one_server",
    "python -m postman": "tests/postman/test_collection.py::"
    "test_committed_file_is_what_the_story_makes",
    "python -m tests.readme": "tests/contract/test_readme.py::test_lists_every_endpoint_and_room",
}
TOUR: Final = "tests/cli/test_tour.py::test_the_tour_and_the_uploads_work"

NEEDS_DOCKER: Final = "needs Docker; test_deployment.py reads the file"
NEEDS_INDEX: Final = "needs uv and an index, and would change the lock files"
NEEDS_PACKAGES: Final = "installs packages into /opt; .ci/wheel does the same in another folder"
A_PART: Final = "a part of a command that CI runs whole"
IN_A_BROWSER: Final = "JavaScript; scripts/passkeys runs these lines of the page in a browser"
PASSKEY_LINES: Final = (
    "const send = async (path, type, body, token) => {",
    'const headers = { "Content-Type": type, ...(token && { Authorization: `Bearer ${token}` }) };',
    'return (await fetch(path, { method: "POST", headers, body })).json();',
    "};",
    (
        'const post = (path, values, token) => send(path, "application/json", '
        "JSON.stringify(values), token);"
    ),
    (
        'const postForm = (path, values) => send(path, "application/x-www-form-urlencoded", '
        "new URLSearchParams(values));"
    ),
    'const { options } = await post("/api/users/me/mfa/passkeys/options", {}, accessToken);',
    "const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);",
    "const credential = (await navigator.credentials.create({ publicKey })).toJSON();",
    (
        'const added = await post("/api/users/me/mfa/passkeys", '
        '{ credential, name: "Laptop" }, accessToken);'
    ),
    'const { challenge_token, options } = await post("/api/auth/passkey/options", { mfa_token });',
    "const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);",
    "const credential = JSON.stringify((await navigator.credentials.get({ publicKey })).toJSON());",
    'const grant_type = "urn:blog-api:grant-type:passkey";',
    'const tokens = await postForm("/api/auth/login", { grant_type, mfa_token, credential });',
)
NOT_HERE: Final = {
    **dict.fromkeys(PASSKEY_LINES, IN_A_BROWSER),
    "python -m tests.faults.previous REF": "needs the history of git; .ci/nightly runs it",
    "python -m tests.faults.upgrade REF": "needs a checkout of another release",
    "python -m tests.import_export.fidelity.public_blog FOLDER": "needs a checkout of a blog",
    "python -m tests.faults.renaming REF": "needs a checkout of another release",
    "scripts/bench --against REF": "needs 25 minutes; a test looks for the option",
    "scripts/cluster up": "needs root; scripts/prove --cluster starts the same",
    "scripts/prove --cluster --only cluster-restore": "needs root; a test looks for the row",
    "pip install 'blog_api[otel]'": "needs an index; a test looks for the extra",
    "scripts/prove --only history": A_PART,
    "scripts/prove --only merging-writers": A_PART,
    "scripts/prove --only versions": A_PART,
    "scripts/test tests/contract/test_statements.py tests/contract/test_plans.py": A_PART,
    "scripts/test tests/fuzz/test_undo.py": A_PART,
    "scripts/test tests/revisions/test_upkeep.py": A_PART,
    "scripts/test tests/unit/diffing/test_diffing_cost.py": A_PART,
    "docker compose --profile cache up": NEEDS_DOCKER,
    "docker compose up": NEEDS_DOCKER,
    "gh attestation verify": "needs a release on GitHub",
    "gh attestation verify blog_api-*.whl --repo OWNER/NAME": "needs a release on GitHub",
    "kubectl create namespace blog": "needs a cluster",
    "kubectl --namespace blog apply --filename deploy/kubernetes/blog-api.yaml": "needs a "
    "cluster; test_deployment.py reads the file",
    "pandoc -t gfm": "an example of another program, whose input is not Markdown",
    "pg_restore --single-transaction --clean": "an alternative that was rejected",
    "pip install 'blog_api[heic]'": "needs an index; a test looks for the extra",
    "pip wheel .": "a former form; .ci/wheel builds the wheel",
    "schemathesis run http://127.0.0.1:8000/openapi.json --max-time 120"
    ' [-H "Authorization: Bearer …"]': "takes minutes; tests/fuzz runs Schemathesis, a test here"
    " looks for the options",
    "scripts/bench": "takes 15 minutes; .ci/nightly runs the quick form",
    "scripts/bench --scale": "needs 40 GB of disk; a test looks for the option",
    "scripts/bench --studio": "takes six minutes; a test looks for the option",
    "scripts/bench --against v1.0": "needs 25 minutes; a test looks for the option",
    "git merge-file": "tests/unit/diffing/test_git_merge.py runs it where git is installed",
    "scripts/fix": "changes the files that other tests read",
    "scripts/fuzz model ids": "takes minutes; .ci/nightly runs all kinds",
    "FUZZ_SEED=7 scripts/fuzz model": "takes minutes; .ci/nightly runs all kinds",
    "scripts/prove --only ROW": "takes minutes; .ci/nightly runs all rows",
    "scripts/prove --only crowd": "takes minutes; .ci/nightly runs all rows",
    "uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml"
    " -o requirements.lock": NEEDS_INDEX,
    "uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml"
    " --group dev -o requirements-dev.lock": NEEDS_INDEX,
    "uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml"
    " --group bench -o requirements-bench.lock": NEEDS_INDEX,
    "useradd --system --home-dir /var/lib/blog-api --shell /usr/sbin/nologin blog": "creates a "
    "user of the machine",
    "python3 -m venv /opt/blog-api": NEEDS_PACKAGES,
    "/opt/blog-api/bin/pip install --no-deps --require-hashes -r requirements.lock": NEEDS_PACKAGES,
    "/opt/blog-api/bin/pip install --no-deps blog_api-*.whl": NEEDS_PACKAGES,
}
