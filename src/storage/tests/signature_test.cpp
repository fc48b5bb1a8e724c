#include "storage/s3/signature.hpp"

#include <doctest/doctest.h>

#include "storage/digest.hpp"

using namespace promo;
using namespace promo::storage;

// Amazon's published examples, which also publish the keys in them:
// docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html and sigv4-query-string-auth.html.
namespace {

const core::Timestamp kDay = std::chrono::sys_days(std::chrono::May / 24 / 2013);
const std::string kHost = "examplebucket.s3.amazonaws.com";
const std::string kDate = "20130524T000000Z";

SigningKey example_key() {
    // allow-secret: Amazon publishes it as an example
    return {"AKIAIOSFODNN7EXAMPLE", core::Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "us-east-1"};
}

std::string signed_as(const std::string& names, const std::string& signature) {
    // allow-secret: Amazon publishes it as an example
    return "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=" +
           names + ",Signature=" + signature;
}

Signable example(std::string method, std::string_view path, Pairs parameters, Pairs headers, std::string_view body) {
    Signable request{std::move(method), encode_path(path), encode_query(std::move(parameters)), std::move(headers),
                     sha256_hex(body)};
    request.headers.emplace_back("Host", kHost);
    request.headers.emplace_back("x-amz-content-sha256", request.payload_hash);
    request.headers.emplace_back("x-amz-date", kDate);
    return request;
}

}  // namespace

TEST_CASE("the published example of a GET with a range has its published signature") {
    CHECK(authorization(example("GET", "/test.txt", {}, {{"Range", "bytes=0-9"}}, ""), example_key(), kDay) ==
          signed_as("host;range;x-amz-content-sha256;x-amz-date",
                    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
}

TEST_CASE("the published example of a PUT has its published signature") {
    const Pairs headers = {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
    CHECK(authorization(example("PUT", "/test$file.text", {}, headers, "Welcome to Amazon S3."), example_key(), kDay) ==
          signed_as("date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
}

TEST_CASE("the published example of a parameter without a value has its published signature") {
    CHECK(authorization(example("GET", "/", {{"lifecycle", ""}}, {}, ""), example_key(), kDay) ==
          signed_as("host;x-amz-content-sha256;x-amz-date",
                    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
}

TEST_CASE("the published example of a list has its published signature, in whatever order its parameters come") {
    const std::string expected = signed_as("host;x-amz-content-sha256;x-amz-date",
                                           "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    CHECK(authorization(example("GET", "/", {{"max-keys", "2"}, {"prefix", "J"}}, {}, ""), example_key(), kDay) ==
          expected);
    CHECK(authorization(example("GET", "/", {{"prefix", "J"}, {"max-keys", "2"}}, {}, ""), example_key(), kDay) ==
          expected);
}

TEST_CASE("the published example of a presigned address is made to the letter") {
    const Signable request{"GET", "/test.txt", {}, {{"host", kHost}}, {}};
    CHECK(presigned_query(request, {}, example_key(), kDay, std::chrono::seconds(86400)) ==
          // allow-secret: Amazon publishes it as an example
          "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2F"
          "aws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
          "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
    CHECK_THROWS_AS(presigned_query(request, {}, example_key(), kDay, std::chrono::hours(24 * 7 + 1)),
                    std::invalid_argument);
    CHECK_THROWS_AS(presigned_query(request, {}, example_key(), kDay, std::chrono::seconds(0)), std::invalid_argument);
}

TEST_CASE("the published example of another service has its published signature") {
    const SigningKey key{"AKIDEXAMPLE", core::Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), "us-east-1", "iam"};
    const Signable request{"GET",
                           "/",
                           encode_query({{"Version", "2010-05-08"}, {"Action", "ListUsers"}}),
                           {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"},
                            {"host", "iam.amazonaws.com"},
                            {"x-amz-date", "20150830T123600Z"}},
                           sha256_hex("")};
    const core::Timestamp when =
        std::chrono::sys_days(std::chrono::August / 30 / 2015) + std::chrono::hours(12) + std::chrono::minutes(36);
    CHECK(authorization(request, key, when)
              .ends_with("Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"));
}

TEST_CASE("blanks in a header are signed as the specification folds them") {
    const auto with = [](std::string value) {
        return authorization(example("GET", "/", {}, {{"My-Header", std::move(value)}}, ""), example_key(), kDay);
    };
    CHECK(with("  a   b  c ") == with("a b c"));
    CHECK(with("a b c") != with("abc"));
}

TEST_CASE("paths and queries are encoded as the signature wants them") {
    CHECK(encode_path("/a b/ä(1)+~._-") == "/a%20b/%C3%A4%281%29%2B~._-");
    CHECK(encode_query({{"b", "2"}, {"a", "x/y z"}, {"a", "1"}, {"c", ""}}) == "a=1&a=x%2Fy%20z&b=2&c=");
    CHECK(encode_query({}).empty());
    CHECK(amz_date(kDay + std::chrono::seconds(86399)) == "20130524T235959Z");
}
