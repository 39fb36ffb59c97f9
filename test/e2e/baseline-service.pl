# A service that starts at once: listens, forks workers that share its sockets, says so, and waits to be killed.
#
#   perl baseline-service.pl tcp|udp SOCKETS WORKERS PORT ADDRESS...
use strict;
use warnings;
use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6 IPPROTO_IPV6 IPV6_V6ONLY SO_REUSEPORT);

my ($transport, $sockets, $workers, $port, @addresses) = @ARGV;
my $tcp = $transport eq 'tcp';
my @open;
for my $address (@addresses) {
  my $six = $address =~ /:/;
  my $name =
    $six
    ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $address))
    : pack_sockaddr_in($port, inet_pton(AF_INET, $address));
  for (1 .. $sockets) {
    socket(my $socket, $six ? AF_INET6 : AF_INET, $tcp ? SOCK_STREAM : SOCK_DGRAM, 0) or die $!;
    setsockopt($socket, IPPROTO_IPV6, IPV6_V6ONLY, 1) if $six;
    setsockopt($socket, SOL_SOCKET, SO_REUSEADDR, 1) if $tcp;
    setsockopt($socket, SOL_SOCKET, SO_REUSEPORT, 1) if $sockets > 1;
    # Its predecessor may not have ended altogether.
    for my $try (1 .. 200) {
      last if bind $socket, $name;
      die "$address $port: $!" if $try == 200;
      select undef, undef, undef, 0.01;
    }
    listen $socket, 8 or die $! if $tcp;
    push @open, $socket;
  }
}
for (1 .. $workers) {
  last if fork == 0;
}
$| = 1;
print "$$\n";
sleep 1000;
