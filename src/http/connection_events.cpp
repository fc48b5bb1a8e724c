#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "core/log.hpp"
#include "http/connection_work.hpp"

namespace promo::http {

namespace asio = boost::asio;
using boost::system::error_code;

void Connection::open_stream(Response& response) {
    auto& exchange = work_->exchange;
    const auto on_stream = std::exchange(response.on_stream, nullptr);
    if (exchange.request.head_only) return;
    exchange.keep_alive = false;
    if (loop_->stopping()) {
        const core::Refusal refusal(core::RefusalCode::unavailable, "We are stopping, come back in a moment");
        response = error_response(refusal, exchange.request.request_id);
        return;
    }
    const std::weak_ptr<Connection> weak = weak_from_this();
    std::shared_ptr<EventBuffer> stream;
    try {
        stream = std::make_shared<EventBuffer>(stream_head(response, exchange.facts()), [weak] {
            if (const auto self = weak.lock()) self->loop_->post(self, IoLoop::Wake::stream);
        });
        on_stream(stream);
        work_->answer.status = response.status;
        work_->stream = std::move(stream);
    } catch (const std::exception& failure) {
        if (stream) stream->reader_gone();
        core::log::error("http.stream_failed", {{"route", exchange.request.route}, {"what", failure.what()}});
        response = failure_response(failure, exchange.request.request_id, {});
    }
}

void Connection::begin_stream() {
    auto& work = *work_;
    work.progress = 0;
    loop_->traffic().answered(work.exchange, work.answer.status, 0);
    loop_->traffic().finished();
    work.started = false;
    loop_->enter(*this, Phase::streaming);
    if (loop_->stopping()) work.stream->close();
    write_events();
    read();
}

void Connection::write_events() {
    auto& work = *work_;
    if (phase_ != Phase::streaming) return;
    if (work.stream->dropped()) return expire();
    if (work.writing_events) return;
    auto taken = work.stream->take();
    if (taken.bytes.empty()) {
        if (taken.closed) linger();
        return;
    }
    work.events = std::move(taken.bytes);
    work.writing_events = true;
    asio::async_write(
        socket_, asio::buffer(work.events),
        [self = shared_from_this()](const error_code& problem, std::size_t) { self->after_events(problem); });
}

void Connection::after_events(const error_code& problem) {
    if (phase_ != Phase::streaming) return;
    work_->writing_events = false;
    work_->events = {};
    if (problem) return close();
    write_events();
}

void Connection::heartbeat() {
    work_->stream->heartbeat();
}

void Connection::close_stream() {
    if (work_ && work_->stream) work_->stream->close();
}

}  // namespace promo::http
