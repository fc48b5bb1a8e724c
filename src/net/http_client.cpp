#include "net/http_client.hpp"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

#include "core/enum_name.hpp"
#include "net/transfer.hpp"

namespace promo::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kTransfers = 4096;   // running and waiting together; more are refused
constexpr std::size_t kSpareHandles = 64;  // kept, because making one costs more than a local request
constexpr milliseconds kLongestPoll{1'000};

void initialise_curl_once() {
    static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (result != CURLE_OK) throw std::runtime_error("libcurl did not start");
}

// Counts down the replies a caller waits for.
class Latch {
public:
    explicit Latch(std::size_t count) : left_(count) {}

    void count_down() {
        const std::lock_guard lock(mutex_);
        if (--left_ == 0) done_.notify_all();
    }
    // The client's thread ends every transfer by its deadline, so this wait has one too. It cannot give up earlier by
    // itself: curl reads the caller's body.
    void wait() {
        std::unique_lock lock(mutex_);
        done_.wait(lock, [&] { return left_ == 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable done_;
    std::size_t left_;
};

}  // namespace

class HttpClient::Impl {
public:
    Impl(ClientOptions options, core::Metrics& metrics) : options_(std::move(options)), metrics_(metrics) {
        initialise_curl_once();
        multi_ = curl_multi_init();
        if (multi_ == nullptr) throw std::runtime_error("libcurl has no memory");
        curl_multi_setopt(multi_, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_NOTHING));
        curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(options_.connections));
        curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(options_.connections_per_host));
        curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, static_cast<long>(options_.connections));
    }

    ~Impl() {
        stop();
        if (multi_ != nullptr) curl_multi_cleanup(multi_);  // it was never started
    }

    void start() {
        const std::lock_guard lock(mutex_);
        if (thread_.joinable() || stopping_) return;
        accepting_ = true;
        thread_ = std::thread([this] { run(); });
    }

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            if (accepting_) curl_multi_wakeup(multi_);
            stopping_ = true;
            accepting_ = false;
        }
        stopped_.notify_all();
        const std::lock_guard joining(join_mutex_);
        if (thread_.joinable()) thread_.join();
    }

    bool pause(milliseconds wait) {
        std::unique_lock lock(mutex_);
        return !stopped_.wait_for(lock, wait, [&] { return stopping_; });
    }

    void perform(const Request* requests, Reply* replies, std::size_t count) {
        Latch latch(count);
        for (std::size_t i = 0; i < count; ++i)
            submit(std::make_unique<Transfer>(requests[i], replies[i], [&latch] { latch.count_down(); }));
        wake();
        latch.wait();
    }

    void perform_later(const Request& request, Reply& reply, std::function<void()> done) {
        submit(std::make_unique<Transfer>(request, reply, std::move(done)));
        wake();
    }

private:
    struct Running {
        CURL* easy = nullptr;
        std::unique_ptr<Transfer> transfer;
    };

    void submit(std::unique_ptr<Transfer> transfer) {
        bool full = false;
        {
            const std::lock_guard lock(mutex_);
            full = accepting_ && count_ >= kTransfers;
            if (accepting_ && !full) {
                ++count_;
                queue_.push_back(std::move(transfer));
                return;
            }
        }
        if (full)
            transfer->abandon(nullptr, Problem::refused_by_us, "too many requests are waiting");
        else
            transfer->abandon(nullptr, Problem::stopped, "the client is not running");
        transfer->release();
    }

    // The thread takes the multi handle with it when it stops.
    void wake() {
        const std::lock_guard lock(mutex_);
        if (accepting_) curl_multi_wakeup(multi_);
    }

    void run() {
        // OpenSSL may write to a closed socket; curl leaves the signal alone when it is told to use none. For the same
        // reason the connections are closed here and not where the client is destroyed.
        sigset_t signals;
        sigemptyset(&signals);
        sigaddset(&signals, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &signals, nullptr);
        while (take_new()) {
            int running = 0;
            curl_multi_perform(multi_, &running);
            collect();
            end_overdue();
            curl_multi_poll(multi_, nullptr, 0, static_cast<int>(until_next_deadline().count()), nullptr);
        }
        end_all();
        for (CURL* easy : spare_)
            curl_easy_cleanup(easy);
        curl_multi_cleanup(std::exchange(multi_, nullptr));
    }

    // False when we are to stop.
    bool take_new() {
        std::deque<std::unique_ptr<Transfer>> taken;
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) return false;
            taken.swap(queue_);
        }
        for (auto& transfer : taken)
            begin(std::move(transfer));
        return true;
    }

    void begin(std::unique_ptr<Transfer> transfer) {
        CURL* easy = handle();
        if (easy == nullptr || !transfer->prepare(easy, options_)) {
            if (easy == nullptr) transfer->abandon(nullptr, Problem::refused_by_us, "libcurl has no memory");
            conclude(std::move(transfer), easy);
            return;
        }
        Transfer* key = transfer.get();
        curl_multi_add_handle(multi_, easy);
        instruments(key->vendor()).in_flight.add(1);
        deadlines_.emplace(key->deadline(), key);
        running_.emplace(key, Running{easy, std::move(transfer)});
    }

    void collect() {
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            const CURLcode code = message->data.result;
            char* key = nullptr;
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &key);
            Running done = forget(reinterpret_cast<Transfer*>(key));
            done.transfer->finish(done.easy, code);
            detach(std::move(done));
        }
    }

    void end_overdue() {
        const auto now = steady_clock::now();
        while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
            Running late = forget(deadlines_.begin()->second);
            late.transfer->abandon(late.easy, Problem::timeout, "the deadline has passed");
            detach(std::move(late));
        }
    }

    void end_all() {
        while (!running_.empty()) {
            Running cut = forget(running_.begin()->first);
            cut.transfer->abandon(cut.easy, Problem::stopped, "the client was stopped");
            detach(std::move(cut));
        }
        std::deque<std::unique_ptr<Transfer>> waiting;
        {
            const std::lock_guard lock(mutex_);
            waiting.swap(queue_);
        }
        for (auto& transfer : waiting) {
            transfer->abandon(nullptr, Problem::stopped, "the client was stopped");
            conclude(std::move(transfer), nullptr);
        }
    }

    Running forget(Transfer* key) {
        deadlines_.erase({key->deadline(), key});
        return std::move(running_.extract(key).mapped());
    }

    void detach(Running done) {
        curl_multi_remove_handle(multi_, done.easy);
        Instruments& instrument = instruments(done.transfer->vendor());
        instrument.in_flight.add(-1);
        const Reply& reply = done.transfer->reply();
        instrument.seconds[static_cast<std::size_t>(reply.outcome)].observe(
            std::chrono::duration<double>(reply.took).count());
        conclude(std::move(done.transfer), done.easy);
    }

    void conclude(std::unique_ptr<Transfer> transfer, CURL* easy) {
        if (easy != nullptr) {
            curl_easy_reset(easy);
            if (spare_.size() < kSpareHandles)
                spare_.push_back(easy);
            else
                curl_easy_cleanup(easy);
        }
        {
            const std::lock_guard lock(mutex_);
            --count_;
        }
        transfer->release();
    }

    CURL* handle() {
        if (spare_.empty()) return curl_easy_init();
        CURL* easy = spare_.back();
        spare_.pop_back();
        return easy;
    }

    milliseconds until_next_deadline() const {
        if (deadlines_.empty()) return kLongestPoll;
        const auto left = std::chrono::ceil<milliseconds>(deadlines_.begin()->first - steady_clock::now());
        return std::clamp(left, milliseconds(0), kLongestPoll);
    }

    struct Instruments {
        core::Gauge in_flight;
        std::vector<core::Histogram> seconds;  // one per Outcome
    };

    Instruments& instruments(const std::string& vendor) {
        const auto found = instruments_.find(vendor);
        if (found != instruments_.end()) return found->second;
        const auto seconds = [&](Outcome outcome) {
            return metrics_.histogram("promostack_upstream_seconds", "Requests to other servers, queueing included",
                                      {{"vendor", vendor}, {"outcome", std::string(core::enum_name(outcome))}});
        };
        Instruments made{metrics_.gauge("promostack_upstream_in_flight", "Requests to other servers that are running",
                                        {{"vendor", vendor}}),
                         {seconds(Outcome::answered), seconds(Outcome::not_sent), seconds(Outcome::unknown)}};
        return instruments_.emplace(vendor, std::move(made)).first->second;
    }

    const ClientOptions options_;
    core::Metrics& metrics_;
    CURLM* multi_ = nullptr;

    std::mutex mutex_;
    std::condition_variable stopped_;
    std::deque<std::unique_ptr<Transfer>> queue_;
    std::size_t count_ = 0;
    bool accepting_ = false;
    bool stopping_ = false;
    std::mutex join_mutex_;
    std::thread thread_;

    // Only the client's thread touches what follows.
    std::map<Transfer*, Running> running_;
    std::set<std::pair<Deadline, Transfer*>> deadlines_;
    std::vector<CURL*> spare_;
    std::map<std::string, Instruments> instruments_;
};

HttpClient::HttpClient(ClientOptions options, core::Metrics& metrics)
    : impl_(std::make_unique<Impl>(std::move(options), metrics)) {}

HttpClient::~HttpClient() = default;

void HttpClient::start() {
    impl_->start();
}

void HttpClient::stop() {
    impl_->stop();
}

bool HttpClient::pause(std::chrono::milliseconds wait) {
    return impl_->pause(wait);
}

Reply HttpClient::perform(const Request& request) {
    Reply reply;
    impl_->perform(&request, &reply, 1);
    return reply;
}

void HttpClient::submit(Request request, std::function<void(Reply)> done) {
    struct Kept {
        Request request;
        Reply reply = {};
        std::function<void(Reply)> done;
    };
    auto kept = std::make_shared<Kept>(Kept{.request = std::move(request), .done = std::move(done)});
    const auto& asked = kept->request;
    auto& reply = kept->reply;
    impl_->perform_later(asked, reply, [kept = std::move(kept)] { kept->done(std::move(kept->reply)); });
}

std::vector<Reply> HttpClient::perform_all(const std::vector<Request>& requests) {
    std::vector<Reply> replies(requests.size());
    impl_->perform(requests.data(), replies.data(), requests.size());
    return replies;
}

}  // namespace promo::net
