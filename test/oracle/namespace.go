package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// judgeOutside runs this program again in a network of its own, where it may make every address local.
func judgeOutside(envoy string, sets int, in, out string) error {
	if envoy == "" {
		return fmt.Errorf("judge needs --envoy, the path of an Envoy binary")
	}
	// Who starts a child with a parent-death signal must stay on its thread.
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0); err != nil {
		return err
	}
	inside := exec.Command("/proc/self/exe", "inside", envoy, strconv.Itoa(sets), in, out)
	inside.Stdout, inside.Stderr = os.Stdout, os.Stderr
	inside.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	if os.Geteuid() != 0 {
		inside.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		inside.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		inside.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	if err := inside.Start(); err != nil {
		return fmt.Errorf("a network namespace is needed and was refused (%w): run as root, or where user "+
			"namespaces are allowed", err)
	}
	return inside.Wait()
}

// everyAddressLocal lets clients bind any source address and Envoy be reached at any destination.
func everyAddressLocal() error {
	loopback, err := netlink.LinkByName("lo")
	if err != nil {
		return err
	}
	if err := netlink.LinkSetUp(loopback); err != nil {
		return err
	}
	for _, all := range []string{"0.0.0.0/0", "::/0"} {
		_, prefix, err := net.ParseCIDR(all)
		if err != nil {
			return err
		}
		route := &netlink.Route{
			LinkIndex: loopback.Attrs().Index,
			Dst:       prefix,
			Type:      unix.RTN_LOCAL,
			Table:     unix.RT_TABLE_LOCAL,
		}
		if prefix.IP.To4() != nil {
			route.Scope = netlink.SCOPE_HOST
		}
		if err := netlink.RouteAdd(route); err != nil {
			return fmt.Errorf("route for %s: %w", all, err)
		}
	}
	return nil
}
