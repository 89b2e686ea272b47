module auditd

go 1.26.8
