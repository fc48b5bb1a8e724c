#include "http/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <tuple>
#include <utility>

#include "http/connection_work.hpp"

namespace promo::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::size_t kReadAhead = 8 << 10;    // bytes of later requests that may wait
constexpr std::size_t kMostRead = 256 << 10;   // in one turn of the loop
constexpr std::size_t kProgress = 16 << 10;    // a reader that takes this much is given its time again
constexpr std::size_t kMostUnasked = 1 << 20;  // of what a client sends while it listens to a stream
// Of what a client still sends after our last word: most see an answer only when they are rid of their body, and none
// after a reset. So all of a large upload is taken, as long as it comes quickly.
constexpr std::size_t kMostDiscarded = 64 << 20;
constexpr std::size_t kDiscardedInTime = 256 << 10;  // whoever sends this much is waited for again
constexpr auto kLongestDiscard = std::chrono::seconds(30);
constexpr std::size_t kKeptCapacity = 4 << 10;  // of a buffer, when a connection becomes idle
// A client that half-closes right after its request still wants the answer; one that left while it queued does not.
constexpr auto kPatience = std::chrono::milliseconds(20);

constexpr Fault kHeadLate{408, "timeout", "The request did not arrive in time"};

std::size_t count_heads(std::string_view bytes) {
    std::size_t heads = 0;
    for (std::size_t at = 0; (at = bytes.find("\r\n\r\n", at)) != std::string_view::npos; at += 4)
        ++heads;
    return heads;
}

}  // namespace

Connection::Connection(std::shared_ptr<IoLoop> loop, Socket socket, std::string peer, std::string admission_key)
    : loop_(std::move(loop)),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      admission_key_(std::move(admission_key)) {
    loop_->traffic().opened();
}

Connection::~Connection() = default;

void Connection::start() {
    loop_->enter(*this, Phase::idle);
    read();
}

void Connection::close() {
    if (phase_ == Phase::closed) return;
    gone_ = true;
    loop_->leave(*this);
    error_code ignored;
    socket_.shutdown(Socket::shutdown_both, ignored);
    socket_.close(ignored);
    loop_->service().admission.leave(admission_key_);
    loop_->traffic().closed();
    if (!work_) return;
    if (!on_pool_ && work_->stream) work_->stream->reader_gone();
    if (std::exchange(work_->started, false)) loop_->traffic().finished();
}

void Connection::expire() {
    switch (phase_) {
        case Phase::head:
        case Phase::body:
            fail(kHeadLate);
            break;
        case Phase::writing:
        case Phase::streaming: {
            // Data that the client does not take must not keep the socket alive.
            error_code ignored;
            socket_.set_option(asio::socket_base::linger(true, 0), ignored);
            close();
            break;
        }
        default:
            close();
    }
}

bool Connection::body_in_time(Time now) const {
    return now < work_->body_due;
}

// Every byte earns its time, but nobody saves up more than `body_credit`: sending most of a body at once buys no hour
// in which we keep it.
void Connection::earn_time(std::size_t bytes) {
    const auto& limits = loop_->service().limits;
    const std::chrono::duration<double> earned(static_cast<double>(bytes) /
                                               static_cast<double>(limits.body_bytes_per_second));
    const auto due = work_->body_due + std::chrono::duration_cast<steady_clock::duration>(earned);
    work_->body_due = std::min<Time>(due, steady_clock::now() + limits.body_credit);
}

// ---- in ----

void Connection::read() {
    if (reading_ || input_ended_ || phase_ == Phase::closed) return;
    if ((phase_ == Phase::running || phase_ == Phase::writing) && !may_read_ahead()) return;
    reading_ = true;
    socket_.async_read_some(
        asio::buffer(inline_),
        [self = shared_from_this()](const error_code& problem, std::size_t count) { self->on_read(problem, count); });
}

void Connection::on_read(const error_code& problem, std::size_t count) {
    reading_ = false;
    if (phase_ == Phase::closed) return;
    if (problem) return on_end_of_input(problem == asio::error::eof);
    const std::string_view bytes(inline_.data(), count);
    if (phase_ == Phase::lingering) return discard(count);
    if (phase_ == Phase::streaming) {
        work_->progress += count;
        return work_->progress > kMostUnasked ? close() : read();
    }
    if (phase_ == Phase::running || phase_ == Phase::writing) {
        pending_ += bytes;
        return read();
    }
    if (count < inline_.size()) {
        take_in(bytes);
    } else {
        pending_ += bytes;
        error_code more_problem;
        for (std::size_t total = 0; total < kMostRead && !more_problem;) {
            auto& scratch = loop_->scratch();
            const auto more = socket_.read_some(asio::buffer(scratch), more_problem);
            pending_.append(scratch.data(), more);
            total += more;
            if (more < scratch.size()) break;
        }
        take_in({});
    }
    read();
}

void Connection::on_end_of_input(bool clean) {
    input_ended_ = true;
    gone_ = true;
    switch (phase_) {
        case Phase::running:
        case Phase::writing:
            // The answer may still be wanted after a clean end; a broken socket says so when we write.
            break;
        case Phase::body:
        case Phase::head:
            if (clean) return fail({400, "bad_request", "The request ends in the middle"});
            close();
            break;
        default:
            close();
    }
}

bool Connection::may_read_ahead() const {
    return pending_.size() < kReadAhead && count_heads(pending_) < loop_->service().limits.pipelined;
}

// Looks at what arrived, `bytes` or everything pending, until a request runs or more has to come.
void Connection::take_in(std::string_view bytes) {
    if (!pending_.empty()) {
        pending_ += bytes;
        auto rest = std::string_view(pending_);
        advance(rest);
        pending_.erase(0, pending_.size() - rest.size());
    } else {
        advance(bytes);
        pending_ = bytes;
    }
    const bool over = phase_ == Phase::lingering || phase_ == Phase::streaming || phase_ == Phase::closed;
    if (over || (phase_ == Phase::idle && pending_.capacity() > kKeptCapacity)) pending_ = {};
    if (phase_ == Phase::idle && input_ended_) close();
}

void Connection::advance(std::string_view& bytes) {
    while (true) {
        const auto before = bytes.size();
        if (phase_ == Phase::idle) {
            if (bytes.empty()) return;
            work_ = std::make_unique<Work>(loop_->service());
            work_->exchange.started = steady_clock::now();
            loop_->enter(*this, Phase::head);
        }
        if (phase_ == Phase::head) {
            advance_head(bytes);
        } else if (phase_ == Phase::body) {
            advance_body(bytes);
        } else {
            return;
        }
        if (bytes.size() == before && phase_ != Phase::idle) return;
    }
}

void Connection::advance_head(std::string_view& bytes) {
    auto& reader = work_->reader;
    const auto step = reader.read_head(bytes);
    if (step == RequestReader::Step::more) return;
    if (step == RequestReader::Step::fault) return fail(reader.fault());
    auto& exchange = work_->exchange;
    auto refusal = loop_->service().dispatcher.decide(reader.head(), peer_, loop_->names(), exchange);
    work_->started = true;
    loop_->traffic().started();
    if (refusal) return reader.head().has_body() ? answer_and_close(std::move(*refusal)) : answer(std::move(*refusal));
    if (!reader.head().has_body()) return dispatch();
    if (reader.limit_body(exchange.route->body_limit) == RequestReader::Step::fault) return fail(reader.fault());
    loop_->enter(*this, Phase::body);
    work_->body_due = since_ + loop_->service().limits.body_grace;
    if (exchange.request.headers.find("expect") && !exchange.http_1_0) ask_for_body(bytes);
    if (phase_ == Phase::body) advance_body(bytes);
}

// Whoever asked first gets told to go on, unless the body is on its way already.
void Connection::ask_for_body(std::string_view rest) {
    if (!rest.empty()) return;
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    error_code problem;
    const auto sent = socket_.write_some(asio::buffer(kContinue), problem);
    // Nothing of ours is under way here, so a socket that has no room for this has no reader.
    if (problem || sent != kContinue.size()) close();
}

void Connection::advance_body(std::string_view& bytes) {
    auto& reader = work_->reader;
    const auto before = reader.body_received();
    const auto step = reader.read_body(bytes);
    earn_time(reader.body_received() - before);
    if (!work_->share.grow_to(reader.body_received())) return answer_and_close(overloaded("Too many large requests"));
    if (step == RequestReader::Step::more) return;
    if (step == RequestReader::Step::fault) return fail(reader.fault());
    work_->exchange.request.body = reader.take_body();
    dispatch();
}

// ---- the request ----

void Connection::fail(const Fault& fault) {
    auto& exchange = work_->exchange;
    if (exchange.request.request_id.empty()) {
        exchange.request.request_id = loop_->names().request_id();
        exchange.request.csp_nonce = loop_->names().nonce();
    }
    if (!std::exchange(work_->started, true)) loop_->traffic().started();
    answer_and_close(Dispatcher::fault(fault, exchange));
}

void Connection::dispatch() {
    loop_->enter(*this, Phase::running);
    auto& service = loop_->service();
    const auto pool = work_->exchange.route->pool;
    if (pool == Pool::io) {
        run();
        return after_run();
    }
    auto& workers = pool == Pool::upstream   ? service.pools.upstream
                    : pool == Pool::pictures ? service.pools.pictures
                    : pool == Pool::cpu      ? service.pools.cpu
                    : pool == Pool::arrivals ? service.pools.arrivals
                                             : service.pools.requests;
    work_->queued = steady_clock::now();
    work_->kept_alive = shared_from_this();
    on_pool_ = true;
    if (workers.submit([this] { run_on_pool(); })) return;
    on_pool_ = false;
    work_->kept_alive.reset();
    answer(overloaded("Too much to do at the moment"));
}

Response Connection::overloaded(const std::string& what) const {
    core::Refusal refusal(core::RefusalCode::overloaded, what + ", try again");
    return error_response(refusal.after(std::chrono::seconds(1)), work_->exchange.request.request_id);
}

// Until the loop is woken, this thread alone touches the work.
void Connection::run_on_pool() {
    const auto waited = steady_clock::now() - work_->queued;
    if (waited > loop_->service().limits.queue_time) {
        work_->response = overloaded("This waited too long for its turn");
        work_->answer = loop_->service().dispatcher.finish(work_->exchange, std::move(*work_->response));
    } else if (!gone_ || waited <= kPatience) {
        run();
    }
    const auto self = std::move(work_->kept_alive);
    loop_->post(self, IoLoop::Wake::answered);
}

// On whichever thread the row asks for.
void Connection::run() {
    auto& work = *work_;
    auto& dispatcher = loop_->service().dispatcher;
    work.response = dispatcher.run(work.exchange);
    if (loop_->stopping()) work.exchange.keep_alive = false;
    if (work.response->on_stream) open_stream(*work.response);
    if (!work.stream) work.answer = dispatcher.finish(work.exchange, std::move(*work.response));
}

void Connection::after_run() {
    if (!work_->response) return close();
    work_->stream ? begin_stream() : write();
}

void Connection::on_woken(IoLoop::Wake wake) {
    if (wake == IoLoop::Wake::answered) on_pool_ = false;
    if (phase_ == Phase::closed) {
        if (!on_pool_ && work_ && work_->stream) work_->stream->reader_gone();
        return;
    }
    if (wake == IoLoop::Wake::stream) return write_events();
    after_run();
    go_on();
}

// The answer is out: on to what arrived in the meantime.
void Connection::go_on() {
    if (phase_ != Phase::idle) return;
    take_in({});
    read();
}

void Connection::answer(Response response) {
    auto& exchange = work_->exchange;
    if (loop_->stopping()) exchange.keep_alive = false;
    work_->answer = loop_->service().dispatcher.finish(exchange, std::move(response));
    write();
}

void Connection::answer_and_close(Response response) {
    work_->exchange.keep_alive = false;
    answer(std::move(response));
}

// ---- out ----

void Connection::write() {
    loop_->enter(*this, Phase::writing);
    write_more();
}

void Connection::write_more() {
    auto& work = *work_;
    const auto first = std::string_view(work.answer.head);
    const auto second = work.answer.second();
    const auto total = first.size() + second.size();
    while (work.written < total) {
        const auto in_first = std::min(work.written, first.size());
        const std::array<asio::const_buffer, 2> rest = {
            asio::buffer(first.substr(in_first)),
            asio::buffer(second.substr(work.written - in_first)),
        };
        error_code problem;
        const auto count = socket_.write_some(rest, problem);
        work.written += count;
        work.progress += count;
        if (work.progress >= kProgress) {
            work.progress = 0;
            loop_->enter(*this, Phase::writing);
        }
        if (!problem) continue;
        if (problem != asio::error::would_block && problem != asio::error::try_again) return close();
        return socket_.async_wait(Socket::wait_write, [self = shared_from_this()](const error_code& wait_problem) {
            if (self->phase_ != Phase::writing) return;
            if (wait_problem) return self->close();
            self->write_more();
            self->go_on();
        });
    }
    on_written();
}

void Connection::on_written() {
    auto& work = *work_;
    loop_->traffic().answered(work.exchange, work.answer.status, work.written);
    loop_->traffic().finished();
    work.started = false;
    if (!work.exchange.keep_alive) return linger();
    work_.reset();
    if (input_ended_ && pending_.empty()) return close();
    loop_->enter(*this, Phase::idle);
}

// Closing while the client still sends would make the kernel throw away our answer, so we end our side and wait for
// his.
void Connection::linger() {
    if (input_ended_) return close();
    error_code problem;
    socket_.shutdown(Socket::shutdown_send, problem);
    if (problem) return close();
    // It may take long until he has said everything, and nobody will read it.
    work_->exchange.request.body = {};
    if (work_->reader.body_received() > 0) std::ignore = work_->reader.take_body();
    work_->share.give_back();
    work_->progress = 0;
    work_->discard_until = steady_clock::now() + kLongestDiscard;
    loop_->enter(*this, Phase::lingering);
    read();
}

void Connection::discard(std::size_t count) {
    auto& scratch = loop_->scratch();
    error_code problem;
    for (std::size_t more = scratch.size(); more == scratch.size() && count < kMostRead && !problem; count += more)
        more = socket_.read_some(asio::buffer(scratch), problem);
    const auto before = work_->progress;
    work_->progress += count;
    if (work_->progress > kMostDiscarded) return close();
    const bool quick = before / kDiscardedInTime != work_->progress / kDiscardedInTime;
    if (quick && !loop_->stopping() && steady_clock::now() < work_->discard_until)
        loop_->enter(*this, Phase::lingering);
    read();
}

}  // namespace promo::http
