from reknit.cli.main import run

run()
