// The main journey of a caller, against a running server. PARLEY_TARGET names it (default 127.0.0.1:50050);
// PARLEY_TOKEN_ALICE and PARLEY_TOKEN_BOB are tokens of usr_alice and usr_bob (./parley token --user usr_alice).
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"google.golang.org/grpc"
	inboxv1 "parley.dev/go/inbox/v1"
	messagev1 "parley.dev/go/message/v1"
	"parley.dev/go/parley"
	threadv1 "parley.dev/go/thread/v1"
)

var seen = errors.New("seen")

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	alice, bob := open("PARLEY_TOKEN_ALICE"), open("PARLEY_TOKEN_BOB")
	run := fmt.Sprintf("go-%d", time.Now().UnixNano())

	created := must(threadv1.NewThreadServiceClient(alice).CreateThread(ctx, &threadv1.CreateThreadRequest{
		RequestId: "create-" + run, Kind: threadv1.ThreadKind_THREAD_KIND_CHAT, Subject: "Friday",
		Participants: []*threadv1.ParticipantDraft{{UserId: "usr_bob"}}}))
	thread := created.Thread.ThreadId
	fmt.Println("created", thread)

	messages := messagev1.NewMessageServiceClient(alice)
	send := &messagev1.SendMessageRequest{ThreadId: thread, RequestId: "first-" + run, Text: "Are you free on Friday?"}
	sent := must(messages.SendMessage(ctx, send))
	again := must(messages.SendMessage(ctx, send))
	check(again.Replayed && again.Message.MessageId == sent.Message.MessageId, "a repeated send is the same message")
	fmt.Println("sent", sent.Message.MessageId, "replayed", again.Replayed)

	// Bob opens the thread, and goes away after the first message.
	feed := messagev1.NewMessageServiceClient(bob)
	first := followTo(ctx, feed, &messagev1.WatchThreadRequest{
		ThreadId: thread, Start: &messagev1.WatchThreadRequest_Last{Last: 20}}, send.Text)
	second := must(messages.SendMessage(ctx, &messagev1.SendMessageRequest{
		ThreadId: thread, RequestId: "second-" + run, Text: "From ten on?"}))
	next := followTo(ctx, feed, &messagev1.WatchThreadRequest{
		ThreadId: thread, Start: &messagev1.WatchThreadRequest_AfterSequence{AfterSequence: first}}, "From ten on?")
	check(next == second.Message.Sequence && next == first+1, "a resumed feed goes on with the next position")
	fmt.Println("resumed after", first, "at", next)

	read := must(messagev1.NewReceiptServiceClient(bob).MarkRead(ctx,
		&messagev1.MarkReadRequest{ThreadId: thread, Sequence: next}))
	inbox := inboxv1.NewInboxServiceClient(bob)
	badge := must(parley.Retrying(ctx, func(ctx context.Context) (*inboxv1.GetBadgeResponse, error) {
		return inbox.GetBadge(ctx, &inboxv1.GetBadgeRequest{ConsistencyTokens: []string{read.ConsistencyToken}})
	}))
	row := must(inbox.GetInboxRow(ctx, &inboxv1.GetInboxRowRequest{
		ThreadId: thread, ConsistencyTokens: []string{read.ConsistencyToken}}))
	check(row.Row.UnreadCount == 0, "a read that waits for the token shows no unread message")
	fmt.Println("badge", badge.Badge.UnreadMessageCount, "unread here", row.Row.UnreadCount)

	_, err := messages.SendMessage(ctx, &messagev1.SendMessageRequest{
		ThreadId: thread, RequestId: "first-" + run, Text: "Another text"})
	reused := parley.ProblemOf(err)
	check(reused != nil && reused.Reason == "REQUEST_ID_REUSED", "a used request id is refused")
	_, err = messages.SendMessage(ctx, &messagev1.SendMessageRequest{
		ThreadId: thread, RequestId: "bell-" + run, Text: "Ring \a"})
	invalid := parley.ProblemOf(err)
	check(invalid != nil && len(invalid.Violations) == 1 && invalid.Violations[0].Field == "text", "a bell is refused")
	fmt.Println("refused", reused.Reason, "and", invalid.Reason, invalid.Violations[0].Description)
	fmt.Println("ok")
}

// followTo follows a feed until a text comes, and returns its position.
func followTo(ctx context.Context, client messagev1.MessageServiceClient, start *messagev1.WatchThreadRequest,
	text string) (position int64) {
	err := parley.FollowThread(ctx, client, start, func(element *messagev1.WatchThreadResponse) error {
		if message := element.GetItem().GetMessage(); message.GetText() == text {
			position = element.GetItem().GetSequence()
			return seen
		}
		return nil
	})
	check(errors.Is(err, seen), fmt.Sprint("the feed brings the message: ", err))
	return position
}

func open(variable string) *grpc.ClientConn {
	target := cmp.Or(os.Getenv("PARLEY_TARGET"), "127.0.0.1:50050")
	return must(parley.Open(target, parley.Constant(os.Getenv(variable)), nil))
}

func must[R any](result R, err error) R {
	if err != nil {
		log.Fatal(parley.ProblemOf(err))
	}
	return result
}

func check(holds bool, what string) {
	if !holds {
		log.Fatal("not so: ", what)
	}
}
