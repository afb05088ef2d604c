@echo off
rem BPR Studio on Windows: the twin of ./bpr. Sets up .venv, then does what is asked.
rem Not tried on Windows yet; under Wine its parts without Python were. Please report what it does.
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "root=%root:~0,-1%"
set "venv=%root%\.venv"
set "python=%venv%\Scripts\python.exe"
set "lock=%root%\requirements.lock"
set "key=%venv%\.bpr-key"
set "PYTHONUTF8=1"
if defined PYTHONPATH (set "PYTHONPATH=%root%;%PYTHONPATH%") else set "PYTHONPATH=%root%"

set "command=%~1"
for %%c in (run test check bench soak shots setup) do if "%command%"=="%%c" goto known
echo Usage: bpr.cmd run^|test^|check^|bench^|soak^|shots^|setup [arguments]
if "%command%"=="" exit /b 0
if "%command%"=="help" exit /b 0
exit /b 2

:known
set "rest="
:next
shift
if "%~1"=="" goto ready
set rest=%rest% %1
goto next
:ready

rem The key is a copy of the lock this .venv was made from; it is written last.
if not exist "%key%" goto setup
fc /b "%lock%" "%key%" >nul 2>&1
if errorlevel 1 goto setup
"%python%" -c "" >nul 2>&1
if not errorlevel 1 goto start

:setup
rem Without its key a .venv is half-finished; with another Python's it does not start.
if not exist "%key%" if exist "%venv%" rmdir /s /q "%venv%"
if not exist "%python%" goto venv
"%python%" -c "import pip" >nul 2>&1
if not errorlevel 1 goto libraries
rmdir /s /q "%venv%"

:venv
for %%v in (3.13 3.12 3.11) do (
    py -%%v -c "" >nul 2>&1
    if not errorlevel 1 (
        set "version=%%v"
        goto make
    )
)
echo bpr: Python 3.11, 3.12 or 3.13 is needed and was not found.
exit /b 1

:make
echo bpr: making .venv with Python %version%
py -%version% -m venv "%venv%" || exit /b 1

:libraries
del "%key%" >nul 2>&1
echo bpr: installing the Python libraries (a few minutes the first time)
set "source="
if exist "%root%\wheels" set source=--no-index --find-links "%root%\wheels"
"%python%" -m pip install --quiet --disable-pip-version-check --no-input --no-deps %source% --require-hashes --only-binary :all: --requirement "%lock%" || (
    echo bpr: The libraries could not be installed. Run the same command again to go on.
    exit /b 1
)
copy /y "%lock%" "%key%" >nul
"%python%" -P -m bpr_studio.app.translations || echo bpr: Some sentences have no translation yet and stay English.

:start
goto do_%command%

:do_run
"%python%" -P -m bpr_studio%rest%
exit /b %errorlevel%

:do_test
cd /d "%root%"
set "QT_QPA_PLATFORM=offscreen"
"%python%" -m pytest -n 2%rest%
exit /b %errorlevel%

:do_check
cd /d "%root%"
set "QT_QPA_PLATFORM=offscreen"
"%python%" -m ruff format --check --quiet . || exit /b 1
"%python%" -m ruff check --quiet . || exit /b 1
"%python%" -m mypy || exit /b 1
"%venv%\Scripts\lint-imports.exe" || exit /b 1
"%python%" -m pytest -q -n 2 -m "not slow and not journey"
exit /b %errorlevel%

:do_bench
cd /d "%root%"
set "QT_QPA_PLATFORM=offscreen"
"%python%" -m benchmarks%rest%
exit /b %errorlevel%

:do_soak
cd /d "%root%"
set "QT_QPA_PLATFORM=offscreen"
"%python%" -m benchmarks.soak%rest%
exit /b %errorlevel%

:do_shots
set "QT_QPA_PLATFORM=offscreen"
"%python%" -P -m bpr_studio.app.shots -o "%root%\out\shots"%rest%
exit /b %errorlevel%

:do_setup
exit /b 0
