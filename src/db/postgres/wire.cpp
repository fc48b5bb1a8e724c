#include "db/postgres/wire.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/log.hpp"

namespace promo::db::postgres {
namespace {

// On one line.
std::string trimmed(const char* message) {
    std::string text;
    for (const char c : std::string_view(message ? message : "")) {
        const bool space = c == '\n' || c == '\t' || c == ' ';
        if (!space) {
            text += c;
        } else if (!text.empty() && text.back() != ' ') {
            text += ' ';
        }
    }
    if (text.ends_with(' ')) text.pop_back();
    return text;
}

void log_notice(void*, const char* message) {
    core::log::debug("db.notice", {{"text", trimmed(message)}});
}

// False when the deadline passed first.
bool poll_until(int socket, short events, TimePoint deadline) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - TimePoint::clock::now()).count();
        if (left <= 0) return false;
        pollfd entry{socket, events, 0};
        const int ready = ::poll(&entry, 1, static_cast<int>(std::min<long long>(left, 60'000)));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return true;  // the next call on the connection finds out what it is
    }
}

bool is_good(const pg_result* result) {
    const auto status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

}  // namespace

void ClearResult::operator()(pg_result* result) const {
    PQclear(result);
}

void Wire::Finish::operator()(pg_conn* connection) const {
    PQfinish(connection);
}

Wire::Wire(const Target& target, TimePoint deadline) {
    const auto settings = target.resolved(deadline);
    std::vector<const char*> keys;
    std::vector<const char*> values;
    for (const auto& [key, value] : settings) {
        keys.push_back(key.c_str());
        values.push_back(value.c_str());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    connection_.reset(PQconnectStartParams(keys.data(), values.data(), 0));
    if (!connection_) throw Error(Failure::unreachable, "out of memory");
    PQsetNoticeProcessor(connection_.get(), &log_notice, nullptr);
    connect(deadline);
}

Wire::~Wire() = default;

void Wire::connect(TimePoint deadline) {
    auto* connection = connection_.get();
    auto step = PQstatus(connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (step == PGRES_POLLING_READING || step == PGRES_POLLING_WRITING) {
        const short events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (!poll_until(PQsocket(connection), events, deadline)) {
            throw Error(Failure::unreachable, "the database server does not answer");
        }
        step = PQconnectPoll(connection);
    }
    if (step != PGRES_POLLING_OK) throw Error(Failure::unreachable, trimmed(PQerrorMessage(connection)));
    if (PQsetnonblocking(connection, 1) != 0) throw Error(Failure::unreachable, "cannot go non-blocking");
}

Result Wire::query(const std::string& text, TimePoint deadline) {
    if (!connection_) fail_lost();
    leave_pipeline(deadline);
    if (PQsendQuery(connection_.get(), text.c_str()) != 1) fail_lost();
    flush(deadline);
    return checked(last_result(deadline));
}

void Wire::queue_prepare(const std::string& name, const std::string& text, const std::vector<unsigned>& types) {
    enter_pipeline();
    const int sent =
        PQsendPrepare(connection_.get(), name.c_str(), text.c_str(), static_cast<int>(types.size()), types.data());
    if (sent != 1) fail_lost();
    ++queued_;
}

void Wire::queue_execute(const std::string& name, const Parameters& parameters) {
    enter_pipeline();
    std::vector<const char*> values;
    values.reserve(parameters.offsets_.size());
    for (std::size_t i = 0; i < parameters.offsets_.size(); ++i) {
        values.push_back(parameters.is_null(i) ? nullptr : parameters.buffer_.data() + parameters.offsets_[i]);
    }
    const int sent = PQsendQueryPrepared(connection_.get(), name.c_str(), parameters.count(), values.data(),
                                         parameters.lengths_.data(), parameters.formats_.data(), 0);
    if (sent != 1) fail_lost();
    ++queued_;
}

Result Wire::answers(TimePoint deadline) {
    completed_ = 0;
    if (!connection_ || PQpipelineSync(connection_.get()) != 1) fail_lost();
    flush(deadline);
    read_unread(deadline);
    Result last;
    for (auto left = std::exchange(queued_, 0); left > 0; --left) {
        auto next = last_result(deadline);
        if (!next) break;
        // What follows a refused step is only the word that it was skipped.
        if (last && !is_good(last.get())) continue;
        last = std::move(next);
        if (is_good(last.get())) ++completed_;
    }
    const auto sync = next_result(deadline);
    const bool complete = sync && PQresultStatus(sync.get()) == PGRES_PIPELINE_SYNC;
    // A server that ends the connection may have said why.
    const bool explained = last && !is_good(last.get()) && PQstatus(connection_.get()) == CONNECTION_BAD;
    if (!complete && !explained) fail_lost();
    return checked(std::move(last));
}

void Wire::send_only() {
    if (!connection_ || PQpipelineSync(connection_.get()) != 1) fail_lost();
    unread_ = std::exchange(queued_, 0);
    // So little always fits, unless the server has stopped reading.
    if (PQflush(connection_.get()) != 0) fail_lost();
}

void Wire::enter_pipeline() {
    if (!connection_ || PQenterPipelineMode(connection_.get()) != 1) fail_lost();
}

void Wire::leave_pipeline(TimePoint deadline) {
    if (PQpipelineStatus(connection_.get()) == PQ_PIPELINE_OFF) return;
    read_unread(deadline);
    if (PQexitPipelineMode(connection_.get()) != 1) fail_lost();
}

void Wire::read_unread(TimePoint deadline) {
    if (unread_ == 0) return;
    for (auto left = std::exchange(unread_, 0); left > 0; --left) {
        const auto result = last_result(deadline);
        if (!result || !is_good(result.get())) fail_lost();
    }
    const auto sync = next_result(deadline);
    if (!sync || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) fail_lost();
}

void Wire::flush(TimePoint deadline) {
    auto* connection = connection_.get();
    for (int left = PQflush(connection); left != 0; left = PQflush(connection)) {
        if (left < 0) fail_lost();
        wait_for(POLLIN | POLLOUT, deadline);
        if (PQconsumeInput(connection) != 1) fail_lost();
    }
}

Result Wire::next_result(TimePoint deadline) {
    while (PQisBusy(connection_.get())) {
        wait_for(POLLIN, deadline);
        // An error is told by the result: what the server said last comes before the end of the connection.
        if (PQconsumeInput(connection_.get()) != 1) break;
    }
    return Result(PQgetResult(connection_.get()));
}

// Of one command; the first error when there is one.
Result Wire::last_result(TimePoint deadline) {
    Result last;
    while (auto next = next_result(deadline)) {
        if (!last || is_good(last.get())) last = std::move(next);
    }
    return last;
}

Result Wire::checked(Result result) {
    const bool broken = PQstatus(connection_.get()) == CONNECTION_BAD;
    if (!result) fail_lost();
    if (!is_good(result.get())) {
        if (broken && sqlstate(result.get()).empty()) fail_lost();
        if (broken) connection_.reset();
        fail(result.get());
    }
    if (broken) fail_lost();
    return result;
}

void Wire::wait_for(short events, TimePoint deadline) {
    if (poll_until(PQsocket(connection_.get()), events, deadline)) return;
    // Closing is the only cancelling that works on a server that is frozen.
    connection_.reset();
    throw Error(Failure::timeout, "the database server did not answer in time");
}

void Wire::fail_lost() {
    const auto problem = connection_ ? trimmed(PQerrorMessage(connection_.get())) : std::string("closed");
    connection_.reset();
    throw Error(Failure::lost, "the connection to the database ended: " + problem);
}

std::string Wire::literal(std::string_view text) const {
    const std::unique_ptr<char, void (*)(void*)> quoted(PQescapeLiteral(connection_.get(), text.data(), text.size()),
                                                        &PQfreemem);
    if (!quoted) throw Error(Failure::constraint, "no valid text");
    return quoted.get();
}

std::string Wire::identifier(std::string_view text) const {
    const std::unique_ptr<char, void (*)(void*)> quoted(PQescapeIdentifier(connection_.get(), text.data(), text.size()),
                                                        &PQfreemem);
    if (!quoted) throw Error(Failure::constraint, "no valid text");
    return quoted.get();
}

bool Wire::in_transaction() const {
    return connection_ && PQtransactionStatus(connection_.get()) != PQTRANS_IDLE;
}

int Wire::socket() const {
    return connection_ ? PQsocket(connection_.get()) : -1;
}

std::vector<Notification> Wire::notifications() {
    if (!connection_ || PQconsumeInput(connection_.get()) != 1) fail_lost();
    std::vector<Notification> arrived;
    while (auto* raw = PQnotifies(connection_.get())) {
        const std::unique_ptr<PGnotify, void (*)(void*)> each(raw, &PQfreemem);
        arrived.push_back({each->relname, each->extra ? each->extra : ""});
    }
    return arrived;
}

}  // namespace promo::db::postgres
