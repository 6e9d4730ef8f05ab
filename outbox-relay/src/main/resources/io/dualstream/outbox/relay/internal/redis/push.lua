-- Adds events to their streams, publishes them, and writes the live cursor: all of it or nothing.
-- KEYS: the cursor's hash, then the streams.
-- ARGV: lease epoch, position expected, position after, database, cursor, stream epoch, first n, max stream length,
--       then per event: index of its stream in KEYS, channel, JSON.
-- Every check comes before the first write. Without memory, Redis itself refuses the first write of a script.
local stored = redis.call('HMGET', KEYS[1], 'claim', 'position')
local claim, position = stored[1] or '', stored[2] or ''
if claim ~= ARGV[1] .. ' ' .. ARGV[4] then
  local lease, database = string.match(claim, '^(%d+) (.*)$')
  if database == ARGV[4] and tonumber(lease) > tonumber(ARGV[1]) then
    return 'FENCED ' .. lease
  end
  return "claimed by '" .. claim .. "'"
end
if position ~= ARGV[2] then
  return "at position '" .. position .. "'"
end
local epoch, n = ARGV[6], tonumber(ARGV[7])
for i = 2, #KEYS do
  local info = redis.pcall('XINFO', 'STREAM', KEYS[i])
  if info.err then
    if not string.find(info.err, 'no such key', 1, true) then
      return redis.error_reply(info.err .. ': ' .. KEYS[i])
    end
  else
    for j = 1, #info, 2 do
      if info[j] == 'last-generated-id' then
        local ms, count = string.match(info[j + 1], '^(%d+)-(%d+)$')
        if tonumber(ms) > tonumber(epoch) or (ms == epoch and tonumber(count) >= n) then
          return 'AHEAD ' .. ms
        end
      end
    end
  end
end
for i = 9, #ARGV, 3 do
  redis.call('XADD', KEYS[tonumber(ARGV[i])], 'MAXLEN', '~', ARGV[8], epoch .. '-' .. string.format('%.0f', n), 'event', ARGV[i + 2])
  n = n + 1
end
redis.call('HSET', KEYS[1], 'position', ARGV[3], 'database', ARGV[4], 'cursor', ARGV[5])
for i = 9, #ARGV, 3 do
  redis.call('PUBLISH', ARGV[i + 1], ARGV[i + 2])
end
return 'PUSHED'
