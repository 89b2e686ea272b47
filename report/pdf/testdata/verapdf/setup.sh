#!/bin/sh
# Fetches the published libraries of veraPDF and notes where they are, for TestVeraPDF. Needs Java 17, Maven and a repository.
set -eu
cd "$(dirname "$0")"
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath.txt
printf 'classpath.txt written; the test runs: java -cp "$(cat classpath.txt)" Gate.java FILE...\n'
