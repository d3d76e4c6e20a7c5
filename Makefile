# The two commands: `make serve` and `make test`. Both set everything up by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed
# Where pip finds torch 2.13.0; empty is the usual index. The README tells how to get the CPU build.
TORCH_INDEX ?=
export GRADIO_ANALYTICS_ENABLED := False
export HF_HUB_OFFLINE := 1
export HF_HUB_DISABLE_TELEMETRY := 1

.PHONY: install serve test format bench eval lock bundle audit clean

install: $(STAMP)

$(STAMP): pyproject.toml requirements.lock
	$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and f"Python 3.11 or newer is needed, this is {v.major}.{v.minor}; set PYTHON=")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -q $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch==2.13.0
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	touch $(STAMP)

# The index holds exactly these; `yinju serve` without a path serves what has been added to it.
DOCUMENTS ?= corpus/documents
serve: install
	$(BIN)/yinju serve $(DOCUMENTS) $(ARGS)

test: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: install
	$(BIN)/yinju build
	$(BIN)/yinju eval --picture docs/risk.svg

# DATA is a folder with the published question sets, see benchmarks/README.md
bench: install
	$(BIN)/python -m benchmarks.speed
	$(if $(DATA),$(BIN)/python -m benchmarks.encoder --data $(DATA))
	$(if $(DATA),$(BIN)/python -m benchmarks.reading --data $(DATA))
	$(if $(DATA),$(BIN)/python -m benchmarks.written --data $(DATA))

lock: install
	$(BIN)/python -m pip freeze --exclude-editable --exclude torch > requirements.lock

# One archive for machines that never see the internet; deploy/bundle.sh says how it is used there.
BUNDLE := dist/yinju
bundle: install
	rm -rf $(BUNDLE) && mkdir -p $(BUNDLE)/wheels
	$(BIN)/python -m pip wheel --disable-pip-version-check -q -c requirements.lock -w $(BUNDLE)/wheels .
	cp -r corpus/documents $(BUNDLE)/documents
	cp LICENSE README.md $(BUNDLE)/
	$(BIN)/python -c 'import sys; print(*sys.version_info[:2], sep=".")' > $(BUNDLE)/python-version
	install -m 755 deploy/bundle.sh $(BUNDLE)/yinju
	tar -C dist -cf - yinju | gzip -9n > dist/yinju-bundle.tar.gz
	ls -l dist/yinju-bundle.tar.gz

# Known vulnerabilities of what is pinned; asks a service on the internet, so it is no part of `make test`.
# --strict: what the service cannot tell of is no package without any.
audit: install
	$(BIN)/python -m pip install --disable-pip-version-check -q pip-audit
	$(BIN)/pip-audit --requirement requirements.lock --no-deps --disable-pip --strict

clean:
	rm -rf dist $(VENV) .yinju .mypy_cache .ruff_cache .pytest_cache
