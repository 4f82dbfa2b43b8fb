"""Runbooks of the shapes that people write, made up for these tests."""

from __future__ import annotations

ANNOTATED = """---
id: pool-empty
title: The pool is empty
alerts: [PoolEmpty]
targets: {mttd: 5m, mttr: 30m}
inputs:
  - {name: IDLE, default: "5 min"}
---

# The pool is empty

## Symptoms

- More than 80 % of the pool is taken for 2 min. <!-- detect: alert=PoolEmpty -->

## Diagnosis

```bash {"name":"list","timeout":"10s","capture":"PIDS"}
psql -Atc "select pid from pg_stat_activity"
```

## Resolution

<!-- drill: name=end risk=modifying needs=list -->
```sql
select pg_terminate_backend(pid) from pg_stat_activity where state_change < now() - interval '${IDLE}';
```

## Verification

```bash { name=below retry=30s every=2s expect.value="<0.8" }
psql -Atc "select 0.5"
```
"""

FENCED = """# Task: write the playbook

```markdown
# Playbook

### Hot CPU

**Symptoms:**
- CPU >80% sustained

**Investigation:**
1. Look at `SELECT * FROM pg_stat_activity`

**Resolution:**
1. Scale up

### Stuck jobs

**Symptoms:**
- Jobs wait

**Resolution:**
1. Retry them
```

| Issue | Symptoms | Solution |
|-------|----------|----------|
| Leak | Memory rises | Restart |

| Severity | Response Time | Escalation Path |
|----------|---------------|-----------------|
| P1 (High) | 1 hour | On-call → Lead |
"""

HANDBOOK = """# Handbook

## Contents

1. [Issues](#issues)

## Issues

### 1. Hot database

**Symptoms**: CPU > 90%, slow queries

**Quick Fix**:
```bash
# Restart the replica
docker compose restart replica

# End a query
psql -c "SELECT pg_terminate_backend(PID);"
```

**Root Cause**: a missing index

**Permanent Fix**: Add the index

### 2. Failing payments

**Symptoms**: Success rate < 99%

**Quick Fix**:
```bash
payctl retry --batch-size 10
```

### Suspected intrusion

```bash
auditctl lock --user <id>
```
"""

MOJIBAKE = """# Operations

## üö® Emergency

### Down
See [down.md](runbooks/down.md).

**Quick Response:**
1. Check: `curl -f http://localhost:5000/health`
2. Restart: `make restart`

### Hot
1. **Look:**
   ```bash
   docker stats
   ```

## üîç Troubleshooting

### Common

#### Slow
**Symptoms:** answers > 1s
**Investigation:**
```bash
curl http://localhost:5000/metrics
```

**Resolution:**
- Add an index

#### Leak
**Symptoms:** Memory rises
**Investigation:**
```bash
python -m profiler
```
**Resolution:**
- Restart
"""

SCENARIOS = """# Runbooks

## Startup

### Checklist
- [ ] Look at the database

### Commands
```bash
tail -f app.log
```

## Errors

### Symptoms
- Error rate > 10%

### Diagnosis
1. Check: `GET /metrics`

### Resolution Steps
1. **Immediate Actions**
   - Check the system
2. **Prevention**
   - Add a test

### Escalation
- Error rate > 20%: Critical - Immediate response
- Error rate > 10%: High - Look within 1 hour

## Workers

### Symptoms
- Queue depth > 1000

### Diagnosis
1. Check: `GET /health`

### Resolution Steps
1. **Start**
   - Start workers

### Escalation
- No worker: High - Start one immediately

## Emergency Contacts
- **DBA**: [Contact Info]
"""

ISSUES = """# Guide

## Severity Levels

| Level | Description | Response Time |
|-------|-------------|---------------|
| P1 | Down | 15 minutes |

## Issues

### Issue: OCR stuck

**Symptoms:**
- Depth rises

**Resolution:**
1. Check the key
2. Restart it:
   ```bash
   pnpm dev
   ```
3. Retry

### Issue: Connections

**Symptoms:**
- Refused

**Resolution:**
1. Review:
   ```sql
   SELECT count(*) FROM pg_stat_activity;
   ```
2. Check the size (max 50MB)

## Escalation Matrix

| Issue Type | First Contact | Escalation |
|------------|---------------|------------|
| Data | DBA | Data Lead |

### Contact Information
- **DBA**: [Contact Info]
"""
