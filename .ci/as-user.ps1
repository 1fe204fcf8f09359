# Postgres refuses to run with an administrator's rights, which a Windows runner has and can't lay down.
# So this runs a command as an ordinary user made for it, prints what it printed, and ends as it ended.
param([Parameter(Mandatory)] [string] $Command)
$ErrorActionPreference = "Stop"

$password = ConvertTo-SecureString "$(New-Guid)Aa1!" -AsPlainText -Force
New-LocalUser -Name ordinary -Password $password | Out-Null
Add-LocalGroupMember -Group Users -Member ordinary
$folder = (Get-Location).Path
$aside = New-Item -ItemType Directory (Join-Path $env:RUNNER_TEMP "ordinary")
foreach ($place in $folder, $aside) { icacls $place /grant "ordinary:(OI)(CI)F" /T /Q | Out-Null }
# Git reads no repository of another user, unless told so.
git config --system --add safe.directory $folder.Replace("\", "/")

# That user starts with an environment of its own.
$script = Join-Path $aside "run.cmd"
$log = Join-Path $aside "log"
Set-Content $script "@set `"PATH=$env:PATH`"", "@cmd /d /c `"$Command`" > `"$log`" 2>&1", "@exit /b %errorlevel%"
$credential = [pscredential]::new("ordinary", $password)
$started = Start-Process cmd -ArgumentList "/d", "/c", $script -Credential $credential -LoadUserProfile -WorkingDirectory $folder -PassThru
# Without the handle there is no exit code.
$null = $started.Handle
$started.WaitForExit()
Get-Content $log
exit $started.ExitCode
