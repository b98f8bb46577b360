package main

import (
	"context"
	"errors"
	"flag"
	"strconv"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

// compact makes etcd of a running server forget all revisions before the current one.
func compact(args []string) error {
	flags := flag.NewFlagSet("compact", flag.ExitOnError)
	dir := flags.String("dir", "", "folder of a running server")
	_ = flags.Parse(args)
	if *dir == "" {
		return errors.New("--dir is needed")
	}
	s, err := folder(*dir).read()
	if err != nil {
		return err
	}
	endpoint := "http://127.0.0.1:" + strconv.Itoa(s.EtcdPort)
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{endpoint}, DialTimeout: 5 * time.Second})
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	now, err := client.Get(ctx, "any")
	if err != nil {
		return err
	}
	_, err = client.Compact(ctx, now.Header.Revision, clientv3.WithCompactPhysical())
	return err
}
