-- Claims the live cursor and returns it. Relays that claimed the cursor before can no longer write.
-- KEYS: the cursor's hash. ARGV: lease epoch, database.
local claim = redis.call('HGET', KEYS[1], 'claim')
if claim then
  -- Only lease epochs of the same database can be compared.
  local lease, database = string.match(claim, '^(%d+) (.*)$')
  if database == ARGV[2] and tonumber(lease) > tonumber(ARGV[1]) then
    return { 'FENCED ' .. lease }
  end
end
redis.call('HSET', KEYS[1], 'claim', ARGV[1] .. ' ' .. ARGV[2])
return { 'CLAIMED', unpack(redis.call('HMGET', KEYS[1], 'position', 'database', 'cursor')) }
