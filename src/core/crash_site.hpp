#pragma once

#include <boost/describe/enum.hpp>
#include <string_view>

namespace promo::core {

// Places where a process may die, one before and one after everything that matters: a transaction, a call of somebody
// else's code. The fault tests kill the program at each of them.
enum class CrashSite {
    jobs_round,       // before the transaction that acknowledges and claims
    jobs_claimed,     // it has committed
    jobs_handler,     // a job is about to run
    jobs_handled,     // it has run, nothing is acknowledged
    jobs_reaped,      // expired leases were taken back
    jobs_given_back,  // unstarted jobs were given back at the stop
    leader_acquire,   // before asking for the lease
    leader_acquired,
    leader_renew,
    leader_renewed,
    schedule_slot,  // before the transaction that records slots and enqueues their jobs
    schedule_slot_committed,
    connections_admitted,    // a bot is stored as pending, Telegram has not been told of us
    connections_registered,  // Telegram delivers to us, the bot has no role
    connections_saved,       // it has its role, nobody was answered
    connections_removed,     // its last role is gone, nobody was answered
    connections_renewed,     // a new secret is stored, Telegram has the old one
    connections_told,        // Telegram has it, we have not noted that
    connections_farewell,    // before Telegram is asked to forget a webhook
    connections_forgotten,   // it has, the bot is still stored
    messaging_received,      // an update has come, nothing is stored
    messaging_stored,        // it is stored with its job, Telegram was not answered
    messaging_worked,        // its handler's transaction has committed
    outbox_claim,            // before the transaction that notes what ended and claims what may leave
    outbox_claimed,          // it has committed, nothing was handed over
    outbox_handed_over,      // a message is about to be given to the wire
    outbox_answered,         // its answer is here, nothing is noted
    outbox_noted,            // it is noted, nobody was told
    subscriptions_received,  // an event of Stripe has come, nothing is stored
    subscriptions_stored,    // it is stored, Stripe was not answered
    templates_saved,         // a template has changed, its published copies have not
    templates_published,     // meta.json follows, index.json does not yet
    batches_drawn,           // an archive of pictures is drawn, nothing is stored
    batches_stored,          // it is in the store, its batch does not know it
    batches_noted,           // its batch does
    uploads_registered,      // a picture has its row, none of its objects is there
    uploads_preview_put,     // the small one is there, the picture is not
    uploads_picture_put,     // both are there, the row says that they are not
    uploads_stored,          // the row says so, nobody was answered
    uploads_removing,        // the row says that they go, both are there
    uploads_objects_gone,    // they are gone, the row is there
    broadcasts_started,      // a broadcast runs, nothing of it is in the outbox
    broadcasts_fed,          // some of it is
    broadcasts_noted,        // its ledger knows what became of some, in a transaction that is open
};
BOOST_DESCRIBE_ENUM(CrashSite, jobs_round, jobs_claimed, jobs_handler, jobs_handled, jobs_reaped, jobs_given_back,
                    leader_acquire, leader_acquired, leader_renew, leader_renewed, schedule_slot,
                    schedule_slot_committed, connections_admitted, connections_registered, connections_saved,
                    connections_removed, connections_renewed, connections_told, connections_farewell,
                    connections_forgotten, messaging_received, messaging_stored, messaging_worked, outbox_claim,
                    outbox_claimed, outbox_handed_over, outbox_answered, outbox_noted, subscriptions_received,
                    subscriptions_stored, templates_saved, templates_published, batches_drawn, batches_stored,
                    batches_noted, uploads_registered, uploads_preview_put, uploads_picture_put, uploads_stored,
                    uploads_removing, uploads_objects_gone, broadcasts_started, broadcasts_fed, broadcasts_noted)

// `jobs_claimed` or `jobs_claimed:3` for the third time it is passed; empty disarms. Throws std::invalid_argument for
// anything else, naming the sites there are.
void arm_crash_site(std::string_view text);

// Ends the process at once with status 137, like kill -9, when this site is armed and its count is used up.
void crash_site(CrashSite site);

}  // namespace promo::core
