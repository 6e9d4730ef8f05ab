-- Claims the live cursor for a lease epoch, and returns it: whoever holds an older epoch cannot write from here on.
-- KEYS: the cursor's hash. ARGV: lease epoch.
local lease = redis.call('HGET', KEYS[1], 'lease')
if lease and tonumber(lease) > tonumber(ARGV[1]) then
  return { 'FENCED ' .. lease }
end
redis.call('HSET', KEYS[1], 'lease', ARGV[1])
return { 'CLAIMED', unpack(redis.call('HMGET', KEYS[1], 'position', 'database', 'cursor')) }
